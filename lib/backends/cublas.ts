/** `torch.backends.cuda.matmul`: how matrix products on CUDA devices may trade digits for speed. */
import { switches } from '../addon/doors.js';
import { flag, fp32Precision, pythonType, withKnownNames, type Float32Precision, type Property } from './module.js';
import { AttributeError } from '../values/errors.js';

/** Whether sums may be rounded, or that and whether they may be split over the device. */
export type Reduction = boolean | readonly [allow_reduced_precision: boolean, allow_splitk?: boolean];

interface Attributes {
  /** Whether float32 may be rounded to TF32; false unless changed. */
  allow_tf32: boolean;
  /** The precision of float32. */
  fp32_precision: Float32Precision;
  /** Whether products of groups use cuBLASLt. */
  prefer_cublaslt_grouped_gemm: boolean;
  /** Whether float16 may be summed in float16, from several parts; true unless changed. */
  get allow_fp16_reduced_precision_reduction(): boolean;
  set allow_fp16_reduced_precision_reduction(value: Reduction);
  /** Whether such sums may be split along k; true unless changed. */
  readonly allow_fp16_reduced_precision_reduction_split_k: boolean;
  /** As for float16, of bfloat16. */
  get allow_bf16_reduced_precision_reduction(): boolean;
  set allow_bf16_reduced_precision_reduction(value: Reduction);
  /** Whether such sums may be split along k; true unless changed. */
  readonly allow_bf16_reduced_precision_reduction_split_k: boolean;
  /** Whether products of float16 accumulate in float16; false unless changed. */
  allow_fp16_accumulation: boolean;
}

function reduction(name: string, which: 'cublas_fp16_reduction' | 'cublas_bf16_reduction'): Property<boolean> {
  return {
    get: () => (switches.read_switch(which) & 1) !== 0,
    set(value) {
      const [reduced, split] = parse(value, name);
      switches.write_switch(which, (reduced ? 1 : 0) | (split ? 2 : 0));
    },
  };
}

function splitK(name: string, which: 'cublas_fp16_reduction' | 'cublas_bf16_reduction'): Property<boolean> {
  return {
    get: () => (switches.read_switch(which) & 2) !== 0,
    set() {
      throw new AttributeError(`Unknown attribute ${name}`);
    },
  };
}

function parse(value: unknown, name: string): [boolean, boolean] {
  const check = (one: unknown, which: string): boolean => {
    if (typeof one === 'boolean') return one;
    throw new TypeError(`${name} expects a bool for ${which}, but got <class '${pythonType(one)}'>`);
  };
  if (typeof value === 'boolean') return [value, true];
  if (!Array.isArray(value)) {
    throw new TypeError(`${name} expects a bool or a tuple/list of bools, but got <class '${pythonType(value)}'>`);
  }
  if (value.length === 0) throw new TypeError(`${name} expects at least one boolean argument`);
  if (value.length > 2) throw new TypeError(`${name} expects at most two boolean arguments`);
  const reduced = check(value[0], 'allow_reduced_precision');
  return [reduced, value.length === 1 ? true : check(value[1], 'allow_splitk')];
}

const attributes: { [Name in keyof Attributes]: Property<Attributes[Name]> } = {
  allow_tf32: flag('cublas_allow_tf32', 'set_allow_tf32_cublas'),
  fp32_precision: fp32Precision('cuda', 'matmul'),
  prefer_cublaslt_grouped_gemm: flag('cublaslt_grouped_gemm', 'set_prefer_cublaslt_grouped_gemm'),
  allow_fp16_reduced_precision_reduction: reduction('allow_fp16_reduced_precision_reduction', 'cublas_fp16_reduction'),
  allow_fp16_reduced_precision_reduction_split_k:
    splitK('allow_fp16_reduced_precision_reduction_split_k', 'cublas_fp16_reduction'),
  allow_bf16_reduced_precision_reduction: reduction('allow_bf16_reduced_precision_reduction', 'cublas_bf16_reduction'),
  allow_bf16_reduced_precision_reduction_split_k:
    splitK('allow_bf16_reduced_precision_reduction_split_k', 'cublas_bf16_reduction'),
  allow_fp16_accumulation: flag('cublas_fp16_accumulation', 'set_allow_fp16_accumulation_cublas'),
};

/** What `torch.backends.cuda.matmul` lets be assigned (`torch.backends.cuda.cuBLASModule`). */
export interface cuBLASModule extends Attributes {}

/** See above: the attributes are those of libtorch, and no others. */
export class cuBLASModule {
  constructor() {
    return withKnownNames<Attributes>(attributes, this);
  }
}

/** See {@link cuBLASModule}. */
export const matmul = new cuBLASModule();
