import { Complex } from '../../values/complex.js';
import { dtypeOf } from '../../values/dtype.js';
import type { Handle, ObjectHandle, SchemaReturn } from '../native.js';
import { NativeObject } from '../native_object.js';
import { qschemeOf } from '../../values/qscheme.js';
import { wrap } from '../wrap.js';

/** Makes the public value of one result. */
export type ResultReader = (value: unknown) => unknown;

/** The reader for results of a schema type. */
export function readerOf(result: SchemaReturn): ResultReader {
  switch (result.type) {
    case 'Tensor':
    case 'Tensor?':
      return tensor;
    case 'Tensor[]':
      return (list) => (list as Handle[]).map(tensor);
    case 'Tensor[][]':
      return (lists) => (lists as Handle[][]).map((list) => list.map(tensor));
    case 'Scalar':
    case 'Any':
      return scalar;
    case 'ScalarType':
      return (code) => dtypeOf(code as number);
    case 'QScheme':
      return (code) => qschemeOf(code as number);
    default:
      return /^(__torch__|Dict|Generator|Storage|Stream)/.test(result.type) ? object : plain;
  }
}

function plain(value: unknown): unknown {
  return value;
}

function tensor(handle: unknown): unknown {
  return handle === null ? null : wrap(handle as Handle);
}

function object(handle: unknown): unknown {
  return handle === null ? null : new NativeObject(handle as ObjectHandle);
}

function scalar(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { re, im } = value as Complex;
  return new Complex(re, im);
}
