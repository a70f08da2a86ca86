import { train } from './train.ts';

Deno.test('the net learns', () => {
  const { accuracy } = train(200);
  if (accuracy <= 0.9) throw new Error(`accuracy ${accuracy}`);
});
