// 695: more numbers in the middle, so that a few dead ones do no harm, and larger steps.
export const my_middle = 32;
export const my_learning_rate = 0.03;

console.log(`${my_middle} numbers, learning rate ${my_learning_rate}`);
