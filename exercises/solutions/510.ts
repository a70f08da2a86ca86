// 510: a step takes x to x - lr * 2x = (1 - 2 lr) x. At lr 0.5 the factor is 0 and one step is enough; ten steps reach
// 0.001 whenever the factor is less than 0.467 in size. Above lr 1 the factor is below -1: each step jumps over the
// bottom and lands farther up.
export const my_learning_rate = 0.5;
export const my_bad_learning_rate = 1.1;

for (const rate of [my_learning_rate, my_bad_learning_rate]) {
  let x = 2;
  for (let i = 0; i < 10; i++) x -= rate * 2 * x;
  console.log(`lr ${rate}: x = ${x} after ten steps`);
}
