import { futures } from 'nodetorch';
import { expect, test, vi } from 'vitest';

const { collect_all, Future, wait_all } = futures;
const done = <T>(value: T): InstanceType<typeof Future<T>> => {
  const future = new Future<T>();
  future.set_result(value);
  return future;
};
const failed = (error: Error): InstanceType<typeof Future> => {
  const future = new Future();
  future.set_exception(error);
  return future;
};

test('a future has its value once it is set, and keeps it', () => {
  const future = new Future<number>();
  expect(future.done()).toBe(false);
  expect(() => future.wait()).toThrow(/await future/);
  expect(() => future.value()).toThrow(/not done/);
  future.set_result(1);
  expect([future.done(), future.wait(), future.value()]).toEqual([true, 1, 1]);
  expect(() => future.set_result(2)).toThrow('Attempting to mark a completed Future as complete again. Note that a Future ' +
    'can only be marked completed once.');
});

test('an error comes out where the value is asked for', () => {
  const future = failed(new RangeError('foo'));
  expect(future.done()).toBe(true);
  expect(() => future.wait()).toThrow(RangeError);
  expect(() => future.then((it) => it.wait()).wait()).toThrow('Got the following error when running the callback: RangeError: foo');
  expect(() => new Future().set_exception('x')).toThrow("x is of type <class 'str'>, not an Exception.");
});

test('callbacks get the future, now or later, and make futures', () => {
  const log: unknown[] = [];
  const future = new Future<number>();
  const next = future.then((it) => it.value() + 1);
  future.add_done_callback((it) => log.push(it === future));
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  future.add_done_callback(() => {
    throw new Error('lost');
  });
  expect(next.done()).toBe(false);
  future.set_result(5);
  expect([next.wait(), log]).toEqual([6, [true]]);
  expect(error).toHaveBeenCalledWith('Got the following error when running the callback: Error: lost');
  error.mockRestore();
  expect(() => future.then(3 as never)).toThrow(/incompatible function arguments/);
  expect(() => future.add_done_callback(3 as never)).toThrow("'int' object is not callable");
});

test('await waits, and gives the value or throws', async () => {
  const future = new Future<string>();
  setTimeout(() => future.set_result('later'), 1);
  // To the compiler a callback that gets the future itself is no promise's.
  expect(await (future as unknown as PromiseLike<string>)).toBe('later');
  await expect((async () => await (failed(new Error('no')) as unknown as PromiseLike<unknown>))()).rejects.toThrow('no');
});

test('several at once', () => {
  const [a, b] = [new Future<number>(), new Future<number>()];
  const all = collect_all([a, b]);
  a.set_result(1);
  expect(all.done()).toBe(false);
  b.set_result(2);
  expect(all.wait()).toEqual([a, b]);
  expect([wait_all([a, b]), wait_all([]), collect_all([]).wait()]).toEqual([[1, 2], [], []]);
  expect(() => wait_all([done(1), failed(new Error('one'))])).toThrow('one');
  expect(() => new Future({ devices: ['cpu'] })).toThrow('Expected devices to have indices, got cpu');
});
