/** Random numbers as torchvision draws them: from torch's generator, one tensor of one element at a time. */
import * as torch from '../../index.js';

/** Whether a thing of probability `p` happens: compared in single precision, as a tensor with a number. */
export function happens(p: number): boolean {
  return torch.rand(1).item() < Math.fround(p);
}

/** The same question turned round; the two differ where the number drawn is `p`. */
export function exceeded(p: number): boolean {
  return Math.fround(p) < torch.rand(1).item();
}

export function uniform(low: number, high: number): number {
  return torch.empty(1).uniform_(low, high).item();
}

/** A whole number of [low, high). */
export function whole(low: number, high: number): number {
  return torch.randint(low, high, [1]).item();
}

/** A ratio of the range, as likely to be x as 1/x. */
export function ratioBetween(range: readonly number[]): number {
  const [low, high] = torch.tensor(range).log().tolist() as [number, number];
  return torch.empty(1).uniform_(low, high).exp().item();
}
