/** What `torch` itself has of `torch._C`'s TorchScript and dispatcher. */
export { DispatchKey, DispatchKeySet, ExcludeDispatchKeyGuard, type DispatchKeyName } from './dispatch_keys.js';
export { FatalError, JITException } from './errors.js';
export { fork, Future, wait } from './future.js';
export { AggregationType, AVG, LockingLogger, LoggerBase, NoopLogger, SUM } from './loggers.js';
export { Argument, FunctionSchema, parse_schema, type AliasInfo, type SchemaDefault } from './schema.js';
export { Tag } from './tag.js';
export {
  AnyType, AwaitType, BoolType, ClassType, ComplexType, DeviceObjType, DictType, EnumType, FloatType, FutureType,
  InferredType, InterfaceType, IntType, ListType, NoneType, NumberType, OptionalType, PyObjectType, RRefType,
  StreamObjType, StringType, SymBoolType, SymIntType, TensorType, TupleType, Type, UnionType, unify_type_list,
  type EnumValue,
} from './types.js';
