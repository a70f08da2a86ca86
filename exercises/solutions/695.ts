// 695: more numbers in the middle, so that a few dead ones do no harm, and steps ten times as large.
export const my_middle = 8;
export const my_learning_rate = 0.1;

console.log(`${my_middle} numbers, learning rate ${my_learning_rate}`);
