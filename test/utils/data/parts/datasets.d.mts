import type * as torch from 'nodetorch';
import type { Dataset, IterableDataset } from 'nodetorch/utils/data';

type Make = (index: number, dataset: Made) => unknown;

export class Noise extends Dataset<torch.Tensor> {
  __len__(): number;
}
export class Stream extends IterableDataset<number> {
  constructor(count: number);
  __len__(): number;
}
export class SplitStream extends Stream {}
export class Made extends Dataset {
  constructor(count: number, make: Make);
  __len__(): number;
}
export class Sealed extends Dataset {
  constructor(values: unknown[], options?: unknown);
  readonly options: unknown;
  __len__(): number;
  __reduce__(): [typeof Sealed, unknown[]];
}
export class Holder extends Dataset<string> {
  constructor(fields: object);
  __len__(): number;
}
export const square: Make;
export const keep: Make;
export const failAtThree: Make;
export const failOwn: Make;
export const failPlain: Make;
export const failFile: Make;
export const exitAtThree: Make;
export const slow: Make;
export const endless: Make;
export const later: Make;
export const whoAndWhere: Make;
export const countCalls: Make;
export const sharedFloats: Make;
export const withGradient: Make;
export const ofGraph: Make;
export const thread: Make;
export const noGrad: Make;
export const shifted: Make;
export class Scale {
  constructor(factor: number);
}
export const scaled: Make;
export const first: <T>(samples: T[]) => T;
export const asList: <T>(samples: T[]) => T[];
export const failCollate: <T>(samples: T[]) => T[];
export const bigBatch: <T>(samples: T[]) => { samples: T[]; noise: torch.Tensor };
export const outside: (samples: unknown[]) => unknown;
export const shift: (worker_id: number) => void;
export const failInit: (worker_id: number) => void;
export const tellKinds: (holder: Holder) => string;
