/** What `torch` itself has of `torch._C`'s TorchScript and dispatcher. */
export {
  ScriptDict, ScriptDictIterator, ScriptDictKeyIterator, ScriptList, ScriptListIterator,
} from './containers.js';
export { BufferDict, ModuleDict, ParameterDict } from './dicts.js';
export { DispatchKey, DispatchKeySet, ExcludeDispatchKeyGuard, type DispatchKeyName } from './dispatch_keys.js';
export { FatalError, JITException } from './errors.js';
export { fork, Future, wait } from './future.js';
export type { ExtraFiles } from './files.js';
export { ScriptFunction, ScriptMethod } from './functions.js';
export { AliasDb, Block, Graph, Node, parse_ir, Use, Value } from './graph.js';
export { import_ir_module, import_ir_module_from_buffer, type FilesToRead } from './import.js';
export { AggregationType, AVG, LockingLogger, LoggerBase, NoopLogger, SUM } from './loggers.js';
export { ScriptModule, ScriptObject, ScriptObjectProperty } from './objects.js';
export { PyTorchFileReader, PyTorchFileWriter } from './records.js';
export { Argument, FunctionSchema, parse_schema, type AliasInfo, type SchemaDefault } from './schema.js';
export { Tag } from './tag.js';
export {
  AnyType, AwaitType, BoolType, ClassType, ComplexType, DeviceObjType, DictType, EnumType, FloatType, FutureType,
  InferredType, InterfaceType, IntType, ListType, NoneType, NumberType, OptionalType, PyObjectType, RRefType,
  StreamObjType, StringType, SymBoolType, SymIntType, TensorType, TupleType, Type, UnionType, unify_type_list,
  type EnumValue,
} from './types.js';
export { CompilationUnit } from './unit.js';
