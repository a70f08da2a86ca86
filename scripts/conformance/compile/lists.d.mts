import type { Tensor } from '../../../dist/index.js';

/** A list of operators that a seed decides, as a function. */
export interface OperatorList {
  readonly length: number;
  fn(...tensors: Tensor[]): unknown;
  inputs(salt: number): Tensor[];
  text(): string;
}
export function makeList(seed: number): OperatorList;
