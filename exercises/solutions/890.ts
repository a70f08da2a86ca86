// 890: the window fits once, and once more for each stride that is left.
export function my_size(width: number, window: number, padding: number, stride: number): number {
  return Math.floor((width + 2 * padding - window) / stride) + 1;
}

console.log(my_size(32, 5, 0, 1), my_size(28, 2, 0, 2));
