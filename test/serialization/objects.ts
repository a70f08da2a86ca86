import * as torch from 'nodetorch';
import { Counter, OrderedDict } from 'nodetorch/collections';
import { ByteArray } from 'nodetorch/serialization';

/** What every golden file must give: a description of it, which {@link describe} makes of what was loaded. */
export const expected: Readonly<Record<string, unknown>> = {
  none: null,
  bools: [true, false],
  ints: [
    0, 255, 256, 65535, 65536, -1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, 2n ** 53n, -(2n ** 63n), 2n ** 64n, 10n ** 40n,
    -(10n ** 40n),
  ],
  floats: [0.5, -0, Infinity, -Infinity, NaN, 1e-300, 3],
  complex: [{ complex: [1, 2] }, { complex: [-0, -0.5] }],
  strings: ['', 'a', 'café', '日本', '😀', '\ud800', 'a'.repeat(300)],
  bytes: [{ bytes: [97, 0, 255] }, { bytearray: [120, 121, 122] }],
  lists: [[], [1], [1, [2, [3]]]],
  tuples: [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [[1], [2]]].map((tuple, i) => ({
    tuple: i < 5 ? tuple : [{ tuple: [1] }, [2]],
  })),
  'long list': Array.from({ length: 2500 }, (_, i) => i),
  dicts: [
    { object: [] }, { object: [['a', 1]] }, { object: [['a', 1], ['b', { object: [['c', [1]]] }]] },
    { map: [[1, 'x'], ['y', 2], [null, 3]] }, { map: [[{ tuple: [1, 2] }, 'pair']] }, { object: [['__proto__', 1]] },
  ],
  ordered: { ordered: [['z', 1], ['10', 2], ['9', 3]] },
  counter: { counter: [['a', 2], ['b', 1], ['c', 1]] },
  sets: [{ set: [] }, { set: [1] }],
  'size dtype device layout': [
    { text: 'torch.Size([2, 3])' }, { text: 'torch.float16' }, { text: 'cpu' }, { text: 'cuda:1' }, { text: 'torch.strided' },
    { text: 'torch.sparse_coo' },
  ],
  tensor: { tensor: 'float32', size: [2, 2], stride: [2, 1], values: [[1, 2], [3, 4]] },
  scalar: { tensor: 'int64', size: [], stride: [], values: 7 },
  'requires grad': { tensor: 'float32', size: [1], stride: [1], values: [1], requires_grad: true },
  parameter: { tensor: 'float32', size: [2], stride: [1], values: [1, 2], requires_grad: true, parameter: true },
  'frozen parameter': { tensor: 'float32', size: [1], stride: [1], values: [1], parameter: true },
  'parameter with attribute': {
    tensor: 'float32', size: [2], stride: [1], values: [1, 2], requires_grad: true, parameter: true,
    attributes: [['tag', 'mine']],
  },
  'tensor with attribute': {
    tensor: 'float32', size: [1], stride: [1], values: [3], attributes: [['note', { object: [['why', [1, 2]]] }]],
  },
  'channels last': {
    tensor: 'float32', size: [1, 2, 2, 4], stride: [16, 1, 8, 2],
    values: [[[[0, 1, 2, 3], [4, 5, 6, 7]], [[8, 9, 10, 11], [12, 13, 14, 15]]]],
  },
  expanded: { tensor: 'float32', size: [3, 2], stride: [0, 1], values: [[1, 2], [1, 2], [1, 2]] },
  empty: [
    { tensor: 'float32', size: [0], stride: [1], values: [] }, { tensor: 'float32', size: [2, 0, 3], stride: [3, 3, 1], values: [[], []] },
  ],
};

/** Lists that are being described, since one may contain itself. */
const open = new Set<unknown>();

/** A value in a form that shows its class, and that `toEqual` can compare. */
export function describe(value: unknown): unknown {
  if (value instanceof torch.Tensor) return describeTensor(value);
  if (value instanceof torch.Size || value instanceof torch.dtype || value instanceof torch.device ||
      value instanceof torch.layout) return { text: String(value) };
  if (Array.isArray(value)) {
    if (open.has(value)) return 'itself';
    open.add(value);
    const items = value.map(describe);
    open.delete(value);
    return Object.isFrozen(value) ? { tuple: items } : items;
  }
  if (value instanceof torch.Complex) return { complex: [value.re, value.im] };
  if (value instanceof ByteArray) return { bytearray: [...value] };
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (value instanceof Set) return { set: [...(value as Set<unknown>)].map(describe) };
  if (value instanceof Map) {
    const kind = value instanceof OrderedDict ? 'ordered' : value instanceof Counter ? 'counter' : 'map';
    const entries = [...(value as Map<unknown, unknown>)].map((pair) => pair.map(describe));
    const attributes = Object.entries(value).map(([name, item]) => [name, describe(item)]);
    return { [kind]: entries, ...(attributes.length > 0 && { attributes }) };
  }
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return { object: Object.entries(value).map(([name, item]) => [name, describe(item)]) };
  }
  return typeof value === 'object' && value !== null ? { text: String(value) } : value;
}

function describeTensor(tensor: torch.Tensor): unknown {
  // A tensor's own field is a function, which says that it is not cloned.
  const attributes = Object.entries(tensor).filter(([, item]) => typeof item !== 'function')
    .map(([name, item]) => [name, describe(item)]);
  const strided = tensor.layout === torch.strided && !tensor.is_meta && !tensor.is_quantized;
  return {
    tensor: tensor.dtype.name,
    ...(strided
      ? { size: [...tensor.shape], stride: tensor.stride(), values: valuesOf(tensor) }
      : { text: String(tensor) }),
    ...(tensor.requires_grad && { requires_grad: true }),
    ...(tensor instanceof torch.nn.Parameter && { parameter: true }),
    ...(attributes.length > 0 && { attributes }),
  };
}

/** Elements as they are, or, where they have no JavaScript value, the bytes. */
function valuesOf(tensor: torch.Tensor): unknown {
  try {
    return tensor.tolist();
  } catch {
    return { storage: tensor.untyped_storage().tolist() };
  }
}
