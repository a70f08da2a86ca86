// 910: `sample` draws places that are all different, every set of them equally likely.
import * as random from '../python_random.ts';

export function my_sequence(count: number): number[] {
  const x: number[] = new Array(20).fill(0);
  const places = random.sample([...x.keys()], count);
  for (const place of places) x[place] = 1;
  return x;
}

for (const count of [0, 5, 10, 20]) console.log(`${count}: ${my_sequence(count).join(' ')}`);
