// 550: one cell for each pair of what is right and what was observed.
export function my_confusion(right: number[], observed: number[]): number[][] {
  const matrix = [[0, 0], [0, 0]];
  for (const [i, category] of right.entries()) matrix[category][observed[i]] += 1;
  return matrix;
}

console.log(my_confusion([0, 0, 0, 1, 1], [0, 0, 1, 1, 0]));
