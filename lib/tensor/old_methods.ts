/** Methods and properties of Tensor that programs of old use, or that ask for devices that no build for Node has. */
import { signature } from '../arguments/signature.js';
import { warn } from '../python/warnings.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import type { Size } from '../values/size.js';
import { dimOrder, dimOrderTakes } from './dim_order.js';
import { elementMethods, type ElementMethods } from './elements.js';
import { legacyTensor } from './legacy.js';
import { removedMethods } from './removed.js';
import { storageMethods, type StorageMethods } from './storage_methods.js';
import type { LegacyArguments, Tensor } from './tensor.js';

const takes = {
  resize_as: signature('Tensor.resize_as(self, tensor: Tensor)'),
  module_load: signature('Tensor.module_load(self, other: Tensor, assign: bool = False)'),
};

/** Where each property says that a tensor lies. */
const places = {
  is_ipu: 'ipu', is_maia: 'maia', is_mps: 'mps', is_mtia: 'mtia', is_vulkan: 'vulkan', is_xla: 'xla', is_xpu: 'xpu',
} as const;

const devices = {
  xpu: () => new AssertionError('Torch not compiled with XPU enabled'),
  ipu: () => new RuntimeError('PyTorch is not linked with support for ipu devices'),
  mtia: () => new AssertionError('Torch not compiled with MTIA enabled. Ensure you have `import ' +
    'mtia.host_runtime.torch_mtia.dynamic_library` in your python src file and include ' +
    '`//mtia/host_runtime/torch_mtia:torch_mtia` as your target dependency!'),
};

/** See above. */
export interface OldMethods extends ElementMethods, StorageMethods {
  /**
   * The dimensions from the outermost in memory to the innermost (`Tensor.dim_order`). Throws a RuntimeError where
   * `ambiguity_check` is true, or a list of memory formats, and several orders would do.
   */
  dim_order(...args: typeof dimOrderTakes.args): number[];
  /** A tensor of this one's dtype, made as the legacy constructors make it: of a size, or of data (`Tensor.new`). */
  'new'(...args: LegacyArguments): Tensor;
  /** This tensor in another shape of as many elements; deprecated, see `view` (`Tensor.resize`). */
  resize(...sizes: number[] | [Size | readonly number[]]): Tensor;
  /** This tensor in the shape of another one; deprecated, see `view_as` (`Tensor.resize_as`). */
  resize_as(...args: typeof takes.resize_as.args): Tensor;
  /** What a module makes of a tensor that it loads (`Tensor.module_load`): a copy in this one's place, or itself. */
  module_load(...args: typeof takes.module_load.args): Tensor;
  /** The address of the first element, for reading (`Tensor.const_data_ptr`). */
  const_data_ptr(): number | bigint;
  /** Whether this lies on a device of Graphcore's (`Tensor.is_ipu`). */
  readonly is_ipu: boolean;
  /** Whether this lies on a device of Microsoft's (`Tensor.is_maia`). */
  readonly is_maia: boolean;
  /** Whether this lies on an Apple GPU (`Tensor.is_mps`). */
  readonly is_mps: boolean;
  /** Whether this lies on a device of Meta's (`Tensor.is_mtia`). */
  readonly is_mtia: boolean;
  /** Whether this lies on a device of Vulkan's (`Tensor.is_vulkan`). */
  readonly is_vulkan: boolean;
  /** Whether this lies on a device of XLA's (`Tensor.is_xla`). */
  readonly is_xla: boolean;
  /** Whether this lies on an Intel GPU (`Tensor.is_xpu`). */
  readonly is_xpu: boolean;
  /** Whether this has oneDNN's own layout (`Tensor.is_mkldnn`). */
  readonly is_mkldnn: boolean;
  /** Throws PyTorch's AssertionError: no build for Node has Intel's GPUs (`Tensor.xpu`). */
  xpu(...args: unknown[]): never;
  /** Throws PyTorch's RuntimeError: no build for Node has Graphcore's devices (`Tensor.ipu`). */
  ipu(...args: unknown[]): never;
  /** Throws PyTorch's AssertionError: no build for Node has Meta's devices (`Tensor.mtia`). */
  mtia(...args: unknown[]): never;
  /** Removed: throws a RuntimeError that names `linalg.cholesky` (`Tensor.cholesky`). */
  cholesky(upper?: boolean): never;
  /** Removed: throws a RuntimeError that names `linalg.eig` (`Tensor.eig`). */
  eig(eigenvectors?: boolean): never;
  /** Removed: throws a RuntimeError that names `linalg.lstsq` (`Tensor.lstsq`). */
  lstsq(other: Tensor): never;
  /** Removed: throws a RuntimeError that names `linalg.qr` (`Tensor.qr`). */
  qr(some?: boolean): never;
  /** Removed: throws a RuntimeError that names `linalg.solve` (`Tensor.solve`). */
  solve(other: Tensor): never;
  /** Removed: throws a RuntimeError that names `linalg.eigh` (`Tensor.symeig`). */
  symeig(eigenvectors?: boolean): never;
}

type Method = (this: Tensor, ...args: unknown[]) => unknown;

const methods: Readonly<Record<string, Method>> = {
  ...elementMethods,
  ...storageMethods,
  ...(removedMethods as Readonly<Record<string, Method>>),
  dim_order(...args) {
    return dimOrder(this, dimOrderTakes.list(args)[0]);
  },
  new(...args) {
    return legacyTensor('new', this.dtype, args as LegacyArguments).to(this.device);
  },
  resize(...sizes) {
    warn('UserWarning', 'non-inplace resize is deprecated');
    return reshaped(this, (Array.isArray(sizes[0]) ? sizes[0] : sizes) as number[]);
  },
  resize_as(...args) {
    warn('UserWarning', 'non-inplace resize_as is deprecated');
    return reshaped(this, takes.resize_as.list(args)[0].shape);
  },
  module_load(...args) {
    const [other, assign] = takes.module_load.list(args);
    return (assign ? other : this.copy_(other)).detach();
  },
  const_data_ptr() {
    return this.data_ptr();
  },
};

function reshaped(tensor: Tensor, sizes: readonly number[]): Tensor {
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count !== tensor.numel()) {
    throw new RuntimeError(`requested resize to ${sizes.join('x')} (${count} elements in total), but the given tensor has ` +
      `a size of ${tensor.shape.join('x')} (${tensor.numel()} elements). autograd's resize can only change the shape of a ` +
      'given tensor, while preserving the number of elements. ');
  }
  return tensor.contiguous().view([...sizes]);
}

/** Defines {@link OldMethods} on a prototype. */
export function installOldMethods(prototype: object): void {
  const define = (name: string, descriptor: PropertyDescriptor): unknown =>
    Object.defineProperty(prototype, name, { configurable: true, enumerable: false, ...descriptor });
  for (const [name, value] of Object.entries(methods)) {
    define(name, { value: Object.defineProperty(value, 'name', { value: name }), writable: true });
  }
  for (const [name, type] of Object.entries(places)) {
    define(name, { get(this: Tensor) { return this.device.type === type; } });
  }
  define('is_mkldnn', { get(this: Tensor) { return this.layout.name === '_mkldnn'; } });
  for (const [name, error] of Object.entries(devices)) {
    define(name, { writable: true, value() {
      throw error();
    } });
  }
}
