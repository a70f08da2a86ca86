/** The types of TorchScript, which say what operators take and give (torch._C; native/jit/types.cpp). */
import { inspect } from 'node:util';
import { jit as native, type TensorTypeFacts, type TypeFacts, type TypeHandle } from '../addon/doors.js';
import { typeOfTensor } from '../addon/jit.js';
import { int, kind, saying, str, type Kind } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { device, isDeviceLike, parseDevice } from '../values/device.js';
import { dtype, dtypeOf } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';

/** What the arguments are; whoever takes types has it from here. */
export const kinds = {
  Type: kind((value) => value instanceof Type), str, int,
  dtype: saying((value) => value instanceof dtype, () => new TypeError('Expected dtype')),
  DeviceLike: saying(isDeviceLike, () => new TypeError('Expected device')), Tensor: kind(is_tensor),
  EnumValue: kind(isEnumValue),
};

const takes = {
  other: signature('Type.isSubtypeOf(self, other: Type | None) -> bool', kinds),
  dtype: signature('Type.with_dtype(self, dtype: dtype) -> Type', kinds),
  device: signature('Type.with_device(self, device: DeviceLike) -> Type', kinds),
  sizes: signature('Type.with_sizes(self, sizes: Sequence[int | None] | None) -> Type', kinds),
  one: signature('ListType(a: Type)', { Type: part((fn) => `Can not create ${fn} with None type`) }),
  many: signature('TupleType(a: Sequence[Type])', kinds),
  pair: signature('DictType(key: Type, value: Type)', kinds),
  enum: signature('EnumType(qualified_name: str, value_type: Type, enum_names_values: Sequence[EnumValue])', kinds),
  tensor: signature('TensorType.create_from_tensor(t: Tensor) -> Type', kinds),
  inferred: signature('InferredType(arg: Type | str | None)', kinds),
};

/** A type that others are made of: null in its place is an error of PyTorch's own. */
function part(text: (fn: string) => string): Kind {
  return saying(kinds.Type.fits, (value, place) =>
    (value === null ? new RuntimeError(text(place.fn)) : kinds.Type.complain(value, place)));
}

/** What a type is made by inside of this library: the handle of libtorch's object. */
const made = Symbol('made');
type Made = readonly [typeof made, TypeHandle];

const isMade = (args: readonly unknown[]): args is Made => args[0] === made;

/** A type of TorchScript (`torch.Type`): what an operator's argument is. */
export class Type {
  readonly #type: TypeHandle;
  #facts: TypeFacts | undefined;

  /** Types come from their classes, `torch.IntType.get()` and the like: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    if (!isMade(args)) throw new TypeError(`torch._C.${new.target.name}: No constructor defined!`);
    this.#type = args[1];
  }

  /** For schemas, which are made of types. */
  static handleOf(type: Type): TypeHandle {
    return type.#type;
  }

  get #read(): TypeFacts {
    return (this.#facts ??= native.jit_type_read(this.#type));
  }
  get #tensor(): TensorTypeFacts {
    return native.jit_tensor_type_read(this.#type);
  }

  /** As schemas write it: `int[]`. */
  str(): string {
    return this.#read.text;
  }
  /** As annotations of Python write it: `List[int]`. */
  get annotation_str(): string {
    return this.#read.annotation;
  }
  /** The name of its class. */
  kind(): string {
    return this.#read.kind;
  }
  /** The types that it is made of. */
  containedTypes(): Type[] {
    return this.#read.contained.map(typeFrom);
  }
  /** Whether all that is of this type is of the other too. */
  isSubtypeOf(...args: typeof takes.other.args): boolean {
    const [other] = takes.other.list(args);
    return other !== null && native.jit_type_is_subtype(this.#type, other.#type);
  }
  /** Whether both are the same type (Python's `==`). */
  equals(other: unknown): boolean {
    return other instanceof Type && native.jit_type_same(this.#type, other.#type);
  }
  /** Whether it is an interface of TorchScript. */
  is_interface_type(): boolean {
    return this.#read.is_interface;
  }
  /** Whether values of it may require grad. */
  requires_grad(): boolean {
    return this.#read.requires_grad;
  }

  /** The number of dimensions of its tensors; null if it is not known. Throws for others' types, as all below. */
  dim(): number | null {
    return this.#tensor.sizes?.length ?? null;
  }
  /** Whether its tensors are undefined ones; null if it is not known. */
  undefined(): boolean | null {
    return this.#tensor.undefined;
  }
  /** The sizes, if all are known. */
  sizes(): number[] | null {
    return known(this.#tensor.sizes);
  }
  /** The sizes, null for those that are not known. */
  varyingSizes(): (number | null)[] | null {
    const { sizes } = this.#tensor;
    return sizes && [...sizes];
  }
  /** The sizes, and numbers below zero for those that are not known. */
  symbolic_sizes(): number[] | null {
    const { symbolic_sizes: sizes } = this.#tensor;
    return sizes && [...sizes];
  }
  /** The strides, if all are known. */
  strides(): number[] | null {
    return known(this.#tensor.strides);
  }
  /** The dtype. */
  dtype(): dtype | null {
    const { dtype: code } = this.#tensor;
    return code === null ? null : dtypeOf(code);
  }
  /** libtorch's name of the dtype: `Float`. */
  scalarType(): string | null {
    return this.#tensor.scalar_type;
  }
  /** The device. */
  device(): device | null {
    const { device: text } = this.#tensor;
    return text === null ? null : device(text);
  }
  /** The type with the strides of contiguous tensors. Throws a RuntimeError if sizes are not known. */
  contiguous(): Type {
    return typeFrom(native.jit_tensor_type_with(this.#type, 'contiguous'));
  }
  /** The type with a dtype. */
  with_dtype(...args: typeof takes.dtype.args): Type {
    return typeFrom(native.jit_tensor_type_with(this.#type, 'dtype', takes.dtype.list(args)[0].code));
  }
  /** The type with a device. */
  with_device(...args: typeof takes.device.args): Type {
    return typeFrom(native.jit_tensor_type_with(this.#type, 'device', String(parseDevice(takes.device.list(args)[0]))));
  }
  /** The type with sizes, null for those that are not known. */
  with_sizes(...args: typeof takes.sizes.args): Type {
    return typeFrom(native.jit_tensor_type_with(this.#type, 'sizes', takes.sizes.list(args)[0]));
  }

  toString(): string {
    return this.annotation_str;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

function known(sizes: readonly (number | null)[] | null): number[] | null {
  return sizes !== null && sizes.every((each) => each !== null) ? [...sizes] as number[] : null;
}

/** The arguments of a class whose types are made of others. */
const over = (name: string, args: readonly unknown[], types: () => readonly Type[]): Made =>
  (isMade(args) ? args : [made, native.jit_type_over(name, types().map((each) => Type.handleOf(each)))]);

/** The only type of a class. */
const only = (name: string): never => typeFrom(native.jit_type(name)) as never;

/** Anything (`torch.AnyType`). */
export class AnyType extends Type {
  /** The type. */
  static get(): AnyType { return only('AnyType'); }
}
/** Python's None, here null (`torch.NoneType`). */
export class NoneType extends Type {
  /** The type. */
  static get(): NoneType { return only('NoneType'); }
}
/** Booleans (`torch.BoolType`). */
export class BoolType extends Type {
  /** The type. */
  static get(): BoolType { return only('BoolType'); }
}
/** Floats (`torch.FloatType`). */
export class FloatType extends Type {
  /** The type. */
  static get(): FloatType { return only('FloatType'); }
}
/** Complex numbers (`torch.ComplexType`). */
export class ComplexType extends Type {
  /** The type. */
  static get(): ComplexType { return only('ComplexType'); }
}
/** Integers (`torch.IntType`). */
export class IntType extends Type {
  /** The type. */
  static get(): IntType { return only('IntType'); }
}
/** Integers that may be symbols of torch.compile (`torch.SymIntType`). */
export class SymIntType extends Type {
  /** The type. */
  static get(): SymIntType { return only('SymIntType'); }
}
/** Booleans that may be symbols of torch.compile (`torch.SymBoolType`). */
export class SymBoolType extends Type {
  /** The type. */
  static get(): SymBoolType { return only('SymBoolType'); }
}
/** Numbers of any kind (`torch.NumberType`). */
export class NumberType extends Type {
  /** The type. */
  static get(): NumberType { return only('NumberType'); }
}
/** Texts (`torch.StringType`). */
export class StringType extends Type {
  /** The type. */
  static get(): StringType { return only('StringType'); }
}
/** Devices (`torch.DeviceObjType`). */
export class DeviceObjType extends Type {
  /** The type. */
  static get(): DeviceObjType { return only('DeviceObjType'); }
}
/** Streams (`torch.StreamObjType`). */
export class StreamObjType extends Type {
  /** The type. */
  static get(): StreamObjType { return only('StreamObjType'); }
}
/** Objects of the language that calls (`torch.PyObjectType`). */
export class PyObjectType extends Type {
  /** The type. */
  static get(): PyObjectType { return only('PyObjectType'); }
}
/** Tensors, of which more may be known (`torch.TensorType`). */
export class TensorType extends Type {
  /** That of any tensor. */
  static get(): TensorType { return only('TensorType'); }
  /** That of what somebody left without a type. */
  static getInferred(): TensorType { return only('InferredTensorType'); }
  /** With all that a tensor has. */
  static create_from_tensor(...args: typeof takes.tensor.args): TensorType {
    return typeFrom(typeOfTensor(takes.tensor.list(args)[0] satisfies Tensor)) as TensorType;
  }
}

/** Lists of one type (`torch.ListType`). */
export class ListType extends Type {
  constructor(...args: typeof takes.one.args) {
    super(...over('ListType', args, () => takes.one.list(args, 'ListType.__init__')));
  }
  /** The type of the elements. */
  getElementType(): Type { return this.containedTypes()[0]!; }
  /** Of integers. */
  static ofInts(): ListType { return new ListType(IntType.get()); }
  /** Of tensors. */
  static ofTensors(): ListType { return new ListType(TensorType.get()); }
  /** Of floats. */
  static ofFloats(): ListType { return new ListType(FloatType.get()); }
  /** Of complex numbers. */
  static ofComplexDoubles(): ListType { return new ListType(ComplexType.get()); }
  /** Of booleans. */
  static ofBools(): ListType { return new ListType(BoolType.get()); }
  /** Of texts. */
  static ofStrings(): ListType { return new ListType(StringType.get()); }
}
/** A type or None (`torch.OptionalType`). */
export class OptionalType extends Type {
  constructor(...args: typeof takes.one.args) {
    super(...over('OptionalType', args, () => takes.one.list(args, 'OptionalType.__init__')));
  }
  /** The type that it is if not None. */
  getElementType(): Type { return this.containedTypes()[0]!; }
  /** Of tensors. */
  static ofTensor(): OptionalType { return new OptionalType(TensorType.get()); }
}
/** What somebody waits for (`torch.FutureType`). */
export class FutureType extends Type {
  constructor(...args: typeof takes.one.args) {
    super(...over('FutureType', args, () => takes.one.list(args, 'FutureType.__init__')));
  }
  /** The type of the value. */
  getElementType(): Type { return this.containedTypes()[0]!; }
}
/** What is computed when somebody asks (`torch.AwaitType`). */
export class AwaitType extends Type {
  constructor(...args: typeof takes.one.args) {
    super(...over('AwaitType', args, () => takes.one.list(args, 'AwaitType.__init__')));
  }
  /** The type of the value. */
  getElementType(): Type { return this.containedTypes()[0]!; }
}
/** What another process holds (`torch.RRefType`). */
export class RRefType extends Type {
  constructor(...args: typeof takes.one.args) {
    super(...over('RRefType', args, () => takes.one.list(args, 'RRefType.__init__')));
  }
  /** The type of the value. */
  getElementType(): Type { return this.containedTypes()[0]!; }
}
/** Dicts of one type of keys and one of values (`torch.DictType`). */
export class DictType extends Type {
  constructor(...args: typeof takes.pair.args) {
    super(...over('DictType', args, () => takes.pair.list(args)));
  }
  /** The type of the keys. */
  getKeyType(): Type { return this.containedTypes()[0]!; }
  /** The type of the values. */
  getValueType(): Type { return this.containedTypes()[1]!; }
}
/** A fixed number of values, each of its type (`torch.TupleType`). */
export class TupleType extends Type {
  constructor(...args: typeof takes.many.args) {
    super(...over('TupleType', args, () => takes.many.list(args)[0]));
  }
  /** The types. */
  elements(): Type[] { return this.containedTypes(); }
}
/** One of several types (`torch.UnionType`). Throws a RuntimeError where less than two are left of them. */
export class UnionType extends Type {
  constructor(...args: typeof takes.many.args) {
    super(...over('UnionType', args, () => takes.many.list(args, 'UnionType.__init__')[0]));
  }
}

/** A member of an enum: its name and value. */
export interface EnumValue {
  readonly name: string;
  readonly value: number | string;
}
function isEnumValue(value: unknown): boolean {
  const { name, value: of } = (value ?? {}) as Partial<EnumValue>;
  return typeof name === 'string' && (typeof of === 'string' || typeof of === 'number');
}
/** An enum of integers, floats or texts (`torch.EnumType`). */
export class EnumType extends Type {
  constructor(...args: typeof takes.enum.args) {
    super(...(isMade(args) ? args : enumeration(takes.enum.list(args))));
  }
}
function enumeration([name, of, members]: readonly [string, Type, readonly EnumValue[]]): Made {
  const values = members.map((each) => [each.name, each.value] as const);
  return [made, native.jit_enum_type(name, Type.handleOf(of), values)];
}

/** A class of TorchScript (`torch.ClassType`): those of operators' arguments; TorchScript's own are none here. */
export class ClassType extends Type {
  /** The name with its module. */
  name(): string {
    return this.annotation_str;
  }
}
/** An interface of TorchScript (`torch.InterfaceType`), of which there is none without its compiler. */
export class InterfaceType extends Type {}

/** A type, or why none was found (`torch.InferredType`). */
export class InferredType {
  readonly #type: Type | string;

  constructor(...args: typeof takes.inferred.args) {
    this.#type = takes.inferred.list(args)[0] ?? '';
  }
  /** The type. Throws a RuntimeError if there is none. */
  type(): Type {
    if (typeof this.#type !== 'string') return this.#type;
    throw new RuntimeError(`Tried to get the type from an InferredType but the type is null. Reason: ${this.#type}`);
  }
  /** Whether there is a type. */
  success(): boolean {
    return typeof this.#type !== 'string';
  }
  /** Why there is none. Throws a RuntimeError if there is one. */
  reason(): string {
    if (typeof this.#type === 'string') return this.#type;
    throw new RuntimeError('an InferredType that has a type has no reason');
  }
}

type MadeClass = new (...args: Made) => Type;
const classes = {
  AnyType, NoneType, BoolType, FloatType, ComplexType, IntType, SymIntType, SymBoolType, NumberType, StringType,
  DeviceObjType, StreamObjType, PyObjectType, TensorType, ListType, OptionalType, FutureType, AwaitType, RRefType,
  DictType, TupleType, UnionType, EnumType, ClassType, InterfaceType,
} as unknown as Readonly<Record<string, MadeClass>>;

/** The object for a type of libtorch's. */
export function typeFrom(handle: TypeHandle): Type {
  const Class = classes[native.jit_type_read(handle).kind] ?? Type as unknown as MadeClass;
  return new Class(made, handle);
}

/**
 * The type of a list's elements, of their types (`torch.unify_type_list`): an optional one where None is among them.
 * Throws a RuntimeError where there is none, or the list is empty.
 */
export const unify_type_list = signature('unify_type_list(types: Sequence[Type]) -> Type', kinds).define((types) =>
  typeFrom(native.jit_unify_types(types.map((each) => Type.handleOf(each)))));
