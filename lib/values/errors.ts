/**
 * The classes of libtorch's errors. Each has the name that the same error bears in Python; where JavaScript has a class
 * of that meaning, ours extends it, so that `instanceof RangeError` catches an index error too.
 */
import { withIntegerHint } from './integer_hint.js';

/** libtorch refused: shapes that do not fit, a graph that is gone, a missing device (Python's `RuntimeError`). */
export class RuntimeError extends Error {
  override name = 'RuntimeError';
}

/** The operator exists, but not for this dtype, layout or device (Python's `NotImplementedError`). */
export class NotImplementedError extends RuntimeError {
  override name = 'NotImplementedError';
}

/** A device had no memory left, also after this library freed what it could (`torch.OutOfMemoryError`). */
export class OutOfMemoryError extends RuntimeError {
  override name = 'OutOfMemoryError';
}

/** A device, or its own library, reported an error (`torch.AcceleratorError`). */
export class AcceleratorError extends RuntimeError {
  override name = 'AcceleratorError';
  /** The number that the device's library calls the error by. */
  declare error_code?: number;
}

/** A matrix had no inverse, no factorisation, or an algorithm did not converge (`torch.linalg.LinAlgError`). */
export class LinAlgError extends RuntimeError {
  override name = 'LinAlgError';
}

/** A dimension or a position outside the tensor (Python's `IndexError`). */
export class IndexError extends RangeError {
  override name = 'IndexError';
}

/** An argument of the right type with a value that cannot be used (Python's `ValueError`). */
export class ValueError extends RangeError {
  override name = 'ValueError';
}

/** A key that a mapping does not have (Python's `KeyError`). */
export class KeyError extends RangeError {
  override name = 'KeyError';
}

/** A number is too large, or too small, for where it should go (Python's `OverflowError`). */
export class OverflowError extends RangeError {
  override name = 'OverflowError';
}

/** A number was to be divided by zero (Python's `ZeroDivisionError`). */
export class ZeroDivisionError extends RangeError {
  override name = 'ZeroDivisionError';
}

/** A name that an object does not have (Python's `AttributeError`). */
export class AttributeError extends Error {
  override name = 'AttributeError';
}

/** A name that nothing here goes by (Python's `NameError`). */
export class NameError extends ReferenceError {
  override name = 'NameError';
}

/** Memory cannot be handed to others as it was asked for (Python's `BufferError`). */
export class BufferError extends Error {
  override name = 'BufferError';
}

/** Something of the system that is not there (Python's `OSError`). */
export class OSError extends Error {
  override name = 'OSError';
}

/** A file that is not there (Python's `FileNotFoundError`). */
export class FileNotFoundError extends OSError {
  override name = 'FileNotFoundError';
}

/** A folder was wanted, and a file is there (Python's `NotADirectoryError`). */
export class NotADirectoryError extends OSError {
  override name = 'NotADirectoryError';
}

/** A package that is not installed (Python's `ModuleNotFoundError`). */
export class ModuleNotFoundError extends Error {
  override name = 'ModuleNotFoundError';
}

/** Something that should always hold does not, for what it was given (Python's `AssertionError`). */
export class AssertionError extends Error {
  override name = 'AssertionError';
}

/** An exception of a program of TorchScript's (`torch.jit.Error`, also `torch.JITException`). */
export class JITException extends Error {
  override name = 'JITException';
}

const classes = new Map<string, new (message: string) => Error>(Object.entries({
  RuntimeError, NotImplementedError, OutOfMemoryError, LinAlgError, IndexError, ValueError, TypeError, KeyError,
  AttributeError, AssertionError, BufferError, AcceleratorError, OSError, ModuleNotFoundError,
  JITException,
}));

/** Makes the error that the native side asks for by Python's class name; a name without a class is a RuntimeError. */
export function makeError(kind: string, message: string): Error {
  const ErrorClass = classes.get(kind) ?? RuntimeError;
  return new ErrorClass(withIntegerHint(message.replace(typeNames, pythonTypeName)));
}

// libtorch's messages name its C++ types; PyTorch's Python side puts its own names in their place, and so do we.
const typeNames = /(?:Variable\[)?\b(Sparse)?(CPU|CUDA)(Byte|Char|Double|Float|Int|Long|Short|Half)Type\b\]?/g;

function pythonTypeName(match: string, sparse: string | undefined, device: string, scalarType: string): string {
  // The closing bracket belongs to "Variable[", or to what stands around the name.
  const bracket = match.endsWith(']') && !match.startsWith('Variable[') ? ']' : '';
  const space = `${device === 'CUDA' ? 'cuda.' : ''}${sparse === undefined ? '' : 'sparse.'}`;
  return `torch.${space}${scalarType}Tensor${bracket}`;
}
