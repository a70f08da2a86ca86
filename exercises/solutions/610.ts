// 610: the product of the two numbers has the sign that matters. Output 0 is the product, output 1 is 0, and the larger
// wins. At a product of 0 that would be a tie and so a 0, where the label is 1; half a point less settles it, since the
// numbers are whole.
export const my_feature = (x: number, y: number): number => x * y - 0.5;
export const my_weights = [[0, 0], [0, 0], [1, 0]];

for (const [x, y] of [[3, 4], [-3, 4], [-3, -4], [0, 4]] as const) {
  console.log(`${x} ${y}: ${my_feature(x, y) > 0 ? 0 : 1}`);
}
