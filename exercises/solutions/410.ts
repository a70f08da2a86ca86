// 410: the label first, then two different numbers in the order it wants.
import * as random from '../python_random.ts';

export function my_line(): string {
  const label = random.randint(0, 1);
  let [low, high] = [0, 0];
  while (low === high) [low, high] = [random.randint(-100, 100), random.randint(-100, 100)];
  if (low > high) [low, high] = [high, low];
  return label === 1 ? `1\t${low} ${high}` : `0\t${high} ${low}`;
}

for (let i = 0; i < 5; i++) console.log(my_line());
