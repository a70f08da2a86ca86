/** What `spectral_norm` does to the state dicts of a module: a version, and the vector that old ones lack. */
import { no_grad } from '../../autograd/grad_mode.js';
import { dot, mv } from '../../generated/torch.js';
import { multi_dot } from '../../linalg.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError } from '../../values/errors.js';
import { CallableObject } from '../../python/callable_object.js';
import type { LocalMetadata } from '../module/state_dict.js';
import type { Module } from '../module.js';

/** The hook whose state it is. */
interface Norm {
  readonly name: string;
  readonly _version: number;
  reshape_weight_to_matrix(weight: Tensor): Tensor;
}

/** What it notes for a module: `{ spectral_norm: { 'weight.version': 1 } }`. */
type Versions = LocalMetadata & { spectral_norm?: Record<string, number> };

/** Writes the version of `spectral_norm` into a state dict's metadata: called as such a hook. */
export interface SpectralNormStateDictHook {
  (module: Module, state_dict: unknown, prefix: string, local_metadata: LocalMetadata): void;
}
/** What `spectral_norm` registers for state dicts (`torch.nn.utils.spectral_norm.SpectralNormStateDictHook`). */
export class SpectralNormStateDictHook extends CallableObject {
  readonly fn: Norm;

  constructor(fn: Norm) {
    super();
    this.fn = fn;
  }

  protected override __call__(_module: Module, _state_dict: unknown, _prefix: string, local_metadata: Versions): void {
    const versions = (local_metadata.spectral_norm ??= {});
    const key = `${this.fn.name}.version`;
    if (key in versions) throw new RuntimeError(`Unexpected key in metadata['spectral_norm']: ${key}`);
    versions[key] = this.fn._version;
  }
}

/** Completes state dicts from before version 1: called as a hook before they are loaded. */
export interface SpectralNormLoadStateDictPreHook {
  (
    state_dict: Map<string, unknown>, prefix: string, local_metadata: LocalMetadata, strict: boolean,
    missing_keys: string[], unexpected_keys: string[], error_msgs: string[],
  ): void;
}
/**
 * The hook before loading that `spectral_norm` registers
 * (`torch.nn.utils.spectral_norm.SpectralNormLoadStateDictPreHook`).
 */
export class SpectralNormLoadStateDictPreHook extends CallableObject {
  readonly fn: Norm;

  constructor(fn: Norm) {
    super();
    this.fn = fn;
  }

  protected override __call__(
    state_dict: Map<string, unknown>, prefix: string, local_metadata: Versions, strict: boolean, missing_keys: string[],
  ): void {
    const { fn } = this;
    const version = local_metadata.spectral_norm?.[`${fn.name}.version`];
    if (version !== undefined && version >= 1) return;
    const key = prefix + fn.name;
    const has = (part: string): boolean => state_dict.has(key + part);
    // Written with the vector, but without the version.
    if (version === undefined && has('_orig') && has('_u') && has('_v') && !has('')) return;
    const missing = ['_orig', '', '_u'].filter((part) => !has(part));
    if (strict) missing_keys.push(...missing.map((part) => key + part));
    if (missing.length > 0) return;
    no_grad(() => {
      const orig = state_dict.get(`${key}_orig`) as Tensor;
      const weight = state_dict.get(key) as Tensor;
      state_dict.delete(key);
      const sigma = orig.div(weight).mean();
      state_dict.set(`${key}_v`, solved(fn.reshape_weight_to_matrix(orig), state_dict.get(`${key}_u`) as Tensor, sigma));
    });
  }
}

/** The v for which u and v give sigma: the least squares' solution of W v = u, as long as sigma asks. */
function solved(matrix: Tensor, u: Tensor, sigma: Tensor): Tensor {
  const v = multi_dot([matrix.t().mm(matrix).pinverse(), matrix.t(), u.unsqueeze(1)]).squeeze(1);
  return v.mul_(sigma.div(dot(u, mv(matrix, v))));
}
