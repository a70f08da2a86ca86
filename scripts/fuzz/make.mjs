// From the descriptions of describe.mjs to JavaScript values.

import * as torch from '../../dist/index.js';
import { NativeObject } from '../../dist/addon/native_object.js';
import { handleOf } from '../../dist/addon/handle.js';

const { aten, quantized } = torch.ops;

/** What our own throwing values throw: an error that is neither this nor of nodetorch's classes is suspicious. */
export const thrown = new Error('thrown by the value itself');

const number = (value) => (value === '-0' ? -0 : Number(value));

/** The value of a description; `raw` gives the addon's own form (handles, codes) instead of the public one. */
export function make(description, raw = false) {
  switch (description.t) {
    case 'undefined':
      return undefined;
    case 'null':
      return null;
    case 'number':
      return number(description.value);
    case 'bigint':
      return BigInt(description.value);
    case 'bool':
    case 'string':
      return description.value;
    case 'complex':
      return new torch.Complex(number(description.re), number(description.im));
    case 'dtype':
    case 'layout':
    case 'memory_format':
      return raw ? torch[description.value].code : torch[description.value];
    case 'list':
      return description.items.map((item) => make(item, raw));
    case 'tensor': {
      const tensor = makeTensor(description);
      return raw ? handleOf(tensor) : tensor;
    }
    case 'generator': {
      const generator = torch.Generator === undefined ? null : torch.Generator();
      return raw && generator !== null ? (generator.handle ?? null) : generator;
    }
    case 'object': {
      const object = (packers[description.class] ?? packers.LinearPackedParamsBase)();
      return raw ? NativeObject.handle(object) : object;
    }
    case 'wild':
      return wilds[description.kind]();
    default:
      throw new Error(`no such description: ${description.t}`);
  }
}

const scales = { quint8: 10, qint8: 0, qint32: 0 };

function makeTensor({ shape, dtype, values, variants }) {
  const data = Float64Array.from(values, number);
  let tensor = torch.tensor(data).reshape(shape);
  if (dtype in scales) tensor = aten.quantize_per_tensor.default(tensor.float(), 0.1, scales[dtype], torch[dtype]);
  else tensor = tensor.to(torch[dtype]);
  for (const variant of variants) {
    try {
      tensor = vary[variant](tensor) ?? tensor;
    } catch {
      // Not every variant exists for every dtype and shape.
    }
  }
  return tensor;
}

const vary = {
  transposed: (t) => t.transpose(0, -1),
  expanded: (t) => t.unsqueeze(0).expand(2, ...t.shape),
  sliced: (t) => aten.slice.Tensor(t, -1, 0, 9223372036854775807n, 2),
  requires_grad: (t) => t.detach().requires_grad_(),
  computed: (t) => t.detach().requires_grad_().mul(1),
  meta: (t) => t.to('meta'),
  sparse: (t) => t.to_sparse(),
  sparse_csr: (t) => aten.to_sparse_csr.default(t),
  conj: (t) => aten._conj.default(t),
  neg: (t) => t.is_quantized ? t : aten._neg_view.default(t),
  offset: (t) => torch.cat([t, t]).narrow(0, t.shape[0], t.shape[0]),
  disposed: (t) => t.dispose(),
  mkldnn: (t) => aten.to_mkldnn.default(t),
  nested: (t) => aten._nested_tensor_from_tensor_list.default([t, t]),
  channels_last: (t) => aten.contiguous.default(t, { memory_format: torch.channels_last }),
};

const weight = (...shape) => aten.quantize_per_tensor.default(torch.ones(shape), 0.1, 0, torch.qint8);

/** Objects that only other operators make, one of each kind that a process alone can have. */
const packers = {
  LinearPackedParamsBase: () => quantized.linear_prepack.default(weight(3, 3), null),
  Conv2dPackedParamsBase: () => quantized.conv2d_prepack.default(weight(2, 3, 1, 1), null, [1, 1], [0, 0], [1, 1], 1),
  Conv3dPackedParamsBase: () =>
    quantized.conv3d_prepack.default(weight(2, 3, 1, 1, 1), null, [1, 1, 1], [0, 0, 0], [1, 1, 1], 1),
  EmbeddingPackedParamsBase: () => quantized.embedding_bag_prepack.default(
    aten.quantize_per_channel.default(torch.ones(4, 8), torch.ones(4), torch.zeros(4), 0, torch.quint8)),
  _RecordFunction: () => torch.ops.profiler._record_function_enter_new.default('fuzz', null),
};

const throws = () => {
  throw thrown;
};
const throwsNull = () => {
  throw null;
};
const traps = [
  'get', 'has', 'getPrototypeOf', 'ownKeys', 'getOwnPropertyDescriptor', 'isExtensible', 'set', 'defineProperty',
];

function evil(thrower) {
  const object = { [Symbol.toPrimitive]: thrower, [Symbol.iterator]: thrower, toString: thrower, valueOf: thrower };
  for (const name of ['re', 'im', 'code', 'length', 'dtype', 'device', 'out', 'alpha', '0', 'constructor', 'toJSON']) {
    Object.defineProperty(object, name, { get: thrower, enumerable: true });
  }
  return object;
}

const wilds = {
  undefined: () => undefined,
  null: () => null,
  symbol: () => Symbol('s'),
  function: () => () => 1,
  throwing_getters: () => evil(throws),
  throwing_null: () => evil(throwsNull),
  proxy: () => new Proxy({}, {}),
  throwing_proxy: () => new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, throws]))),
  array_proxy: () => new Proxy([1, 2], {
    get: (target, name) => (name === 'length' ? 1e9 : Reflect.get(target, name)),
  }),
  cyclic() {
    const cycle = [];
    cycle.push(cycle);
    return cycle;
  },
  hole: () => Object.defineProperty([1, 2, 3], 1, { get: throws }),
  sparse_array: () => [, , 3],
  detached() {
    const buffer = new ArrayBuffer(16);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  },
  detached_typed() {
    const array = new Float32Array(4);
    structuredClone(array.buffer, { transfer: [array.buffer] });
    return array;
  },
  typed: () => new Float32Array([1, 2, 3]),
  bigints: () => new BigInt64Array([1n, -(2n ** 63n)]),
  date: () => new Date(NaN),
  map: () => new Map([[1, 2]]),
  promise: () => Promise.resolve(1),
  class: () => class Nothing {},
  null_object: () => Object.create(null),
  raw_external: () => handleOf(torch.ones(2)),
  dtype_proxy: () => new Proxy(torch.float32, { get: (target, name) => (name === 'code' ? -1e9 : target[name]) }),
  fake_dtype: () => Object.create(Object.getPrototypeOf(torch.float32)),
  tensor_proxy: () => new Proxy(torch.ones(2), {}),
  tensor_class: () => Object.create(torch.Tensor.prototype),
  string_object: () => new String('mean'),
  deep() {
    let deep = [1];
    for (let i = 0; i < 5000; i++) deep = [deep];
    return deep;
  },
  huge_array: () => new Array(4294967295),
  array_subclass: () => new (class Odd extends Array {})(3),
  dataview: () => new DataView(new ArrayBuffer(8)),
  shared_buffer: () => new Int32Array(new SharedArrayBuffer(16)),
  resizable() {
    const buffer = new ArrayBuffer(16, { maxByteLength: 64 });
    const array = new Float32Array(buffer);
    buffer.resize(4);
    return array;
  },
  huge_string: () => 'x'.repeat(1 << 20),
};

export const wildKinds = Object.keys(wilds);
