import { Complex } from '../../values/complex.js';
import { dtypeOf } from '../../values/dtype.js';
import type { Handle, ObjectHandle, TypePlan } from '../native.js';
import { NativeObject } from '../native_object.js';
import { qschemeOf } from '../../values/qscheme.js';
import { wrap } from '../wrap.js';
import { kinds } from './arguments.js';

/** Makes the public value of one result. */
export type ResultReader = (value: unknown) => unknown;

/** The reader for a result. */
export function readerOf({ kind, depth }: TypePlan): ResultReader {
  if (kind === kinds.Tensor) return [tensor, tensors, tensorLists][depth]!;
  if (depth > 0) return plain;
  switch (kind) {
    case kinds.Scalar:
    case kinds.Any:
      return scalar;
    case kinds.ScalarType:
      return (code) => dtypeOf(code as number);
    case kinds.QScheme:
      return (code) => qschemeOf(code as number);
    case kinds.Generator:
    case kinds.Storage:
    case kinds.Stream:
    case kinds.opaque:
      return object;
    default:
      return plain;
  }
}

function plain(value: unknown): unknown {
  return value;
}

function tensor(handle: unknown): unknown {
  return handle === null ? null : wrap(handle as Handle);
}

const tensors = (list: unknown): unknown => (list as unknown[]).map(tensor);
const tensorLists = (lists: unknown): unknown => (lists as unknown[]).map(tensors);

function object(handle: unknown): unknown {
  return handle === null ? null : new NativeObject(handle as ObjectHandle);
}

function scalar(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { re, im } = value as Complex;
  return new Complex(re, im);
}
