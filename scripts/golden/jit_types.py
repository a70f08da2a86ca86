"""Writes what types of TorchScript, schemas, dispatch keys and other small things of torch._C print, for test/jit/*.test.ts.

    python3 scripts/golden/jit_types.py > test/golden/jit_types.json

Each expression with its repr, or with the class and the first line of its error.
"""

import json

import torch
from torch import *  # noqa: F403

I, F, S, T, N, B = (cls.get() for cls in (
    torch.IntType, torch.FloatType, torch.StringType, torch.TensorType, torch.NoneType, torch.BoolType))
ONES = torch.ones(2, 3)
SCHEMA = torch.parse_schema(
    "aten::f.out(Tensor self, Tensor(b)[] other, *, Scalar alpha=1, int[2] s=[1,2], str? x='hi', float f=1.5, "
    "bool b=True, SymInt? n=None, float[] e=[], Tensor(a!) out) -> (Tensor(a!), int[] y)")
NEW, OLD = torch.parse_schema("f(Tensor a, int b=1) -> Tensor"), torch.parse_schema("f(Tensor a) -> Tensor")
BREAKS = torch.parse_schema("f(Tensor a, int b) -> Tensor")
KEY, SET = torch.DispatchKey, torch.DispatchKeySet
SINGLE = [AnyType, NoneType, BoolType, FloatType, ComplexType, IntType, SymIntType, SymBoolType, NumberType, StringType,
          DeviceObjType, StreamObjType, PyObjectType, TensorType]

EXPRESSIONS = """
ListType(I)
ListType(I).str()
ListType(I).containedTypes()
ListType(I).getElementType()
ListType.ofStrings()
OptionalType(T)
OptionalType(T).str()
OptionalType(OptionalType(I))
OptionalType.ofTensor().kind()
DictType(S, I).str()
DictType(T, I)
DictType(S, I).getKeyType()
TupleType([I, T])
TupleType([I, T]).str()
TupleType([I, T]).elements()
TupleType([]).str()
UnionType([I, T])
UnionType([I, S]).str()
UnionType([I, F, N])
ListType(UnionType([I, S])).str()
FutureType(I).str()
AwaitType(I).str()
RRefType(I).str()
RRefType(I).getElementType()
EnumType('a.B', I, [])
InferredType('why').reason()
InferredType('why').success()
InferredType(I).type()
T.dim()
T.sizes()
T.varyingSizes()
T.strides()
T.undefined()
T.symbolic_sizes()
T.with_sizes([2, 3]).str()
T.with_sizes([2, 3]).sizes()
T.with_sizes([2, 3]).dim()
T.with_sizes([2, None]).sizes()
T.with_sizes([2, None]).varyingSizes()
T.with_dtype(torch.float32).scalarType()
T.with_dtype(torch.float32).dtype()
T.dtype()
T.device()
T.with_device(torch.device('cpu')).device()
T.with_device(torch.device('cpu')).str()
TensorType.create_from_tensor(ONES).str()
TensorType.create_from_tensor(ONES).strides()
TensorType.create_from_tensor(ONES).symbolic_sizes()
TensorType.create_from_tensor(ONES.t()).contiguous().str()
TensorType.create_from_tensor(ONES).requires_grad()
TensorType.getInferred()
I.requires_grad()
T.requires_grad()
I.isSubtypeOf(NumberType.get())
NumberType.get().isSubtypeOf(I)
I == IntType.get()
I == F
I.is_interface_type()
unify_type_list([I, N])
unify_type_list([I, I])
unify_type_list([I, F])
unify_type_list([S, T])
unify_type_list([])
Type()
IntType()
SCHEMA
SCHEMA.name
SCHEMA.overload_name
SCHEMA.is_mutable
SCHEMA._is_view_op()
OLD.is_mutable
OLD._is_view_op()
parse_schema('f(Tensor(a) x) -> Tensor(a)')._is_view_op()
NEW.is_backward_compatible_with(OLD)
OLD.is_backward_compatible_with(NEW)
NEW.check_forward_compatible_with(OLD)
BREAKS.check_forward_compatible_with(OLD)
NEW == OLD
OLD == OLD
parse_schema('f(')
parse_schema('f(Tensor a, xx b) -> ()')
FunctionSchema('n', 'o', [Argument('x', I, None, 3, True, None)], [], False, False)
FunctionSchema('n', '', [Argument('x', ListType(I), 2, [1, 2], False, None)], SCHEMA.returns, False, False)
SET(KEY.CPU)
SET(KEY.CPU).raw_repr()
SET(KEY.CPU) | SET(KEY.AutogradCPU)
(SET(KEY.CPU) | SET(KEY.AutogradCPU)).highestPriorityTypeId()
SET(KEY.CPU).has(KEY.CUDA)
SET(KEY.CPU).add(KEY.CUDA)
SET(KEY.CPU).remove(KEY.CPU)
SET(KEY.CPU) - SET(KEY.CPU)
SET(KEY.CPU) == SET(KEY.CPU)
SET(KEY.CPU) & SET(KEY.AutogradCPU)
SET.from_raw_repr(65537)
SET(KEY.Undefined)
str(KEY.CPU)
Tag.core
str(Tag.pointwise)
AggregationType.SUM
AVG
LockingLogger().get_counter_val('x')
torch.LoggerBase()
torch.PRIVATE_OPS
torch.profiler_allow_cudagraph_cupti_lazy_reinit_cuda12()
typename(ONES)
typename(ONES.double())
typename(torch.nn.Linear)
typename(torch.nn.Linear(1, 1))
typename(torch.nn.functional.relu)
typename(torch.relu)
typename(torch.optim.SGD)
typename(torch.float32)
typename(torch.device('cpu'))
typename(torch.Size([1]))
typename(torch.Generator())
typename([])
typename(3)
typename('a')
typename(None)
typename(torch.nn.Parameter(ONES))
fork(lambda x: x + 1, 2).value()
wait(fork(lambda x: x + 1, 2))
Future([]).done()
fork(3)
""".strip().splitlines()


def outcome(text):
    try:
        return repr(eval(text))
    except Exception as error:
        return [type(error).__name__, str(error).split("\n")[0]]


def argument(one):
    alias = one.alias_info
    return [one.name, repr(one.type), repr(one.real_type), one.N, one.has_default_value(), one.default_value,
            alias and [alias.is_write, sorted(alias.before_set), sorted(alias.after_set)], one.is_write, one.is_out,
            one.kwarg_only]


def enumeration(cls):
    return {name: member.value for name, member in cls.__members__.items() if not name.startswith(("StartOf", "EndOf"))}


print(json.dumps({
    "expressions": {text: outcome(text) for text in EXPRESSIONS},
    "single": {cls.__name__: [cls.get().str(), cls.get().kind(), repr(cls.get())] for cls in SINGLE},
    "arguments": [argument(one) for one in [*SCHEMA.arguments, *SCHEMA.returns]],
    "Tag": enumeration(torch.Tag),
    "DispatchKey": enumeration(torch.DispatchKey),
}, indent=1))
