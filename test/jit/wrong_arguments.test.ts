// What is no type, no schema and no key of the dispatcher.
import * as torch from 'nodetorch';
import {
  Argument, AwaitType, DictType, DispatchKey, DispatchKeySet, ExcludeDispatchKeyGuard, FunctionSchema, Future,
  FutureType, InferredType, IntType, ListType, LockingLogger, OptionalType, parse_schema, RRefType, RuntimeError,
  TensorType, TupleType, unify_type_list, UnionType, wait, type Type,
} from 'nodetorch';
import { describe, expect, test } from 'vitest';

const I = IntType.get();
const none = null as never;
const three = 3 as never;
const set = new DispatchKeySet('CPU');
type Call = () => unknown;

test.each<[Call, Error]>([
  [() => new ListType(three), new TypeError("ListType(): argument 'a' (position 1) must be Type, not int")],
  [() => new ListType(none), new RuntimeError('Can not create ListType with None type')],
  [() => new OptionalType(none), new RuntimeError('Can not create OptionalType with None type')],
  [() => new FutureType(none), new RuntimeError('Can not create FutureType with None type')],
  [() => new AwaitType(none), new RuntimeError('Can not create AwaitType with None type')],
  [() => new RRefType(none), new RuntimeError('Can not create RRefType with None type')],
  [() => new DictType(three, I), new TypeError("DictType(): argument 'key' (position 1) must be Type, not int")],
  [() => new DictType(I, none), new TypeError("DictType(): argument 'value' (position 2) must be Type, not NoneType")],
  [() => new TupleType(three), new TypeError("TupleType(): argument 'a' (position 1) must be tuple of Types, not int")],
  [() => new UnionType([I, three]),
    new TypeError("UnionType(): argument 'a' (position 1) must be tuple of Types, but found element of type int at pos 1")],
  [() => new InferredType(three), new TypeError("InferredType(): argument 'arg' (position 1) must be Type or str, not int")],
  [() => I.isSubtypeOf(three), new TypeError("isSubtypeOf(): argument 'other' (position 1) must be Type, not int")],
  [() => unify_type_list([I, none]),
    new TypeError("unify_type_list(): argument 'types' (position 1) must be tuple of Types, but found element of type " +
      'NoneType at pos 1')],
  [() => TensorType.get().with_dtype(three), new TypeError('Expected dtype')],
  [() => TensorType.get().with_device([] as never), new TypeError('Expected device')],
])('types: %s', (call, error) => {
  expect(call).toThrow(error);
});

test('what Python takes is taken', () => {
  expect([I.isSubtypeOf(null), I.equals({}), I.equals(null), parse_schema('f() -> Tensor').equals(3)])
    .toEqual([false, false, false, false]);
  expect(new InferredType(null).success()).toBe(false);
  expect(String(new Argument('a', null, null, null, false, null).type)).toBe('Tensor');
  expect(String(new FunctionSchema('f', '', [], [], null as never, three))).toBe('f() -> ...');
});

test.each<[Call, string]>([
  [() => new Argument(three, I, null, null, false, null), "Argument(): argument 'name' (position 1) must be str, not int"],
  [() => new Argument('a', I, 'x' as never, null, false, null), "Argument(): argument 'N' (position 3) must be int, not str"],
  [() => new Argument('a', I, null, null, false, three),
    "Argument(): argument 'alias_info' (position 6) must be AliasInfo, not int"],
  [() => new FunctionSchema('f', '', [none], [], false, false),
    "FunctionSchema(): argument 'arguments' (position 3) must be tuple of Arguments, but found element of type NoneType at pos 0"],
  [() => new FunctionSchema('f', '', [], [], 'x' as never, false),
    "FunctionSchema(): argument 'is_vararg' (position 5) must be bool, not str"],
  [() => parse_schema(three), "parse_schema(): argument 'schema' (position 1) must be str, not int"],
  [() => parse_schema('f() -> Tensor').is_backward_compatible_with(none),
    "is_backward_compatible_with(): argument 'old_schema' (position 1) must be FunctionSchema, not NoneType"],
  [() => new LockingLogger().get_counter_val(three), "get_counter_val(): argument 'name' (position 1) must be str, not int"],
])('schemas and loggers: %s', (call, message) => {
  expect(call).toThrow(new TypeError(message));
});

describe('keys of the dispatcher', () => {
  test('have names', () => {
    expect([set.has('CPU'), set.has('CUDA'), String(set.add('CUDA'))]).toEqual([true, false, 'DispatchKeySet(CPU, CUDA)']);
    expect(() => new DispatchKeySet('Nope' as never)).toThrow(new RuntimeError('could not parse dispatch key: Nope'));
  });
  test.each<[Call, string]>([
    [() => set.has(none), "has(): argument 'key' (position 1) must be DispatchKey or DispatchKeyName, not NoneType"],
    [() => set.or(none), "__or__(): argument 'other' (position 1) must be DispatchKeySet, not NoneType"],
    [() => set.and(three), "__and__(): argument 'other' (position 1) must be DispatchKeySet, not int"],
    [() => set.sub(DispatchKey.CPU as never), "__sub__(): argument 'other' (position 1) must be DispatchKeySet, not DispatchKey"],
    [() => ExcludeDispatchKeyGuard(three),
      "ExcludeDispatchKeyGuard(): argument 'keyset' (position 1) must be DispatchKeySet, not int"],
    [() => DispatchKeySet.from_raw_repr('x' as never), "from_raw_repr(): argument 'raw' (position 1) must be int, not str"],
    [() => DispatchKeySet.from_raw_repr(1.5), "from_raw_repr(): argument 'raw' (position 1) must be int, not float"],
    [() => DispatchKeySet.from_raw_repr(-1),
      "from_raw_repr(): argument 'raw' (position 1) must be from 0 to 18446744073709551615, not -1"],
  ])('%s', (call, message) => {
    expect(call).toThrow(new TypeError(message));
  });
  test('bits that are no key of a name have a highest key all the same', () => {
    const highest = (bits: bigint): string => DispatchKeySet.from_raw_repr(bits).highestPriorityTypeId().name;
    expect([highest(2n ** 64n - 1n), highest(2n ** 40n), highest(1n)]).toEqual(['StartOfDenseBackends', '???', 'Undefined']);
  });
});

test('futures', () => {
  expect(() => new Future(three)).toThrow(TypeError);
  expect(() => wait(none)).toThrow(new RuntimeError("Future can't be None"));
  expect(() => wait(three)).toThrow(new TypeError("wait(): argument 'future' (position 1) must be Future, not int"));
  expect(() => torch.jit.fork(none)).toThrow(new TypeError("Object of type 'NoneType' is not an instance of 'function'"));
});

test('types nest a thousand deep and no deeper', () => {
  const nested = (levels: number): Type => {
    let type: Type = I;
    for (let i = 0; i < levels; i++) type = i % 2 === 0 ? new ListType(type) : new TupleType([type]);
    return type;
  };
  const deep = nested(1000);
  expect(String(deep)).toHaveLength('int'.length + 500 * 'List[]Tuple[]'.length);
  expect([deep.equals(nested(1000)), deep.isSubtypeOf(deep), deep.containedTypes()[0]!.equals(nested(999))])
    .toEqual([true, true, true]);
  expect(() => nested(20_000)).toThrow('types nest 1001 deep here, at most 1000 are made');
  expect(() => unify_type_list([deep])).toThrow(RuntimeError);
  const again = new Argument('a', deep, null, null, false, null).type;
  expect(() => new ListType(again)).toThrow(RuntimeError);
});
