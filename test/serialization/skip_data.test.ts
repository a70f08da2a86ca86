import * as torch from 'nodetorch';
import { BytesIO, skip_data } from 'nodetorch/serialization';
import { expect, test } from 'vitest';

const saved = (): BytesIO => {
  const file = new BytesIO();
  torch.save({ w: torch.ones(2, 3), b: torch.arange(4) }, file);
  file.seek(0);
  return file;
};

test('what is saved has room for the bytes, and none of them', () => {
  const whole = saved();
  const empty = skip_data(saved);
  expect(empty.getvalue().length).toBe(whole.getvalue().length);
  const { w, b } = torch.load<Record<string, torch.Tensor>>(empty);
  expect([w!.tolist(), b!.tolist()]).toEqual([[[0, 0, 0], [0, 0, 0]], [0, 0, 0, 0]]);
});

test('what is loaded has its sizes, and nothing is read into it', () => {
  const { w, b } = skip_data(() => torch.load<Record<string, torch.Tensor>>(saved()));
  expect([w!.shape, w!.dtype, b!.shape, b!.dtype]).toEqual([[2, 3], torch.float32, [4], torch.int64]);
  expect(w!.untyped_storage().nbytes()).toBe(24);
});

test('it ends with its block or function, also by an error', () => {
  expect(() => skip_data(true, () => {
    throw new Error('mine');
  })).toThrow('mine');
  {
    using _ = skip_data();
  }
  expect(torch.load<Record<string, torch.Tensor>>(saved())['w']!.tolist()).toEqual([[1, 1, 1], [1, 1, 1]]);
});
