import * as torch from 'nodetorch';
import { expect, it } from 'vitest';
import { makeError } from '../../lib/values/errors.js';

it.each([
  ['RuntimeError', 'RuntimeError', Error],
  ['NotImplementedError', 'NotImplementedError', Error],
  ['OutOfMemoryError', 'OutOfMemoryError', Error],
  ['LinAlgError', 'LinAlgError', Error],
  ['IndexError', 'IndexError', RangeError],
  ['ValueError', 'ValueError', RangeError],
  ['TypeError', 'TypeError', TypeError],
  ['DistBackendError', 'RuntimeError', Error],
  ['constructor', 'RuntimeError', Error],
])('%s becomes %s', (kind, name, base) => {
  const error = makeError(kind, 'what happened');
  expect(error).toBeInstanceOf(base);
  expect([error.name, error.message, String(error)]).toEqual([name, 'what happened', `${name}: what happened`]);
});

it('what linalg throws is found there too', () => {
  expect(torch.linalg.LinAlgError).toBe(torch.LinAlgError);
});

it('the special errors are runtime errors', () => {
  const { RuntimeError } = torch;
  for (const Special of [torch.NotImplementedError, torch.OutOfMemoryError]) {
    expect(new Special('x')).toBeInstanceOf(RuntimeError);
  }
});

it.each([
  ['[CPUFloatType [2]]', '[torch.FloatTensor [2]]'],
  ['[CUDALongType]', '[torch.cuda.LongTensor]'],
  ['Variable[CPUDoubleType] and SparseCPUHalfType', 'torch.DoubleTensor and torch.sparse.HalfTensor'],
  ['scalar type Float, MyCPUFloatType, CPUFloatTypes', 'scalar type Float, MyCPUFloatType, CPUFloatTypes'],
])('messages name types as Python does: %s', (message, shown) => {
  expect(makeError('RuntimeError', message).message).toBe(shown);
});
