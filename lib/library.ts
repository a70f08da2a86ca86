/** `torch.library`: operators and kernels of one's own, for libtorch's dispatcher. */
export { custom_op, type CustomOpDecorator, type CustomOpOptions } from './library/custom_op.js';
export { CustomOpDef, type Decorator } from './library/custom_op_def.js';
export { define, impl, type DefineOptions, type ImplOptions } from './library/define.js';
export { get_ctx } from './library/fake.js';
export { get_kernel, SafeKernelFunction } from './library/get_kernel.js';
export type { DeviceTypes, KernelFunction, LibraryKind, Tags } from './library/kinds.js';
export { fallthrough_kernel, Library } from './library/library.js';
export { opcheck, OpCheckError, type OpcheckOptions, type OpcheckResults, type TestUtil } from './library/opcheck.js';
export {
  impl_abstract, register_autocast, register_autograd, register_fake, register_kernel, register_vmap,
  type OpIdentifier, type RegisterFakeOptions,
} from './library/register.js';
export type { VmapInfo } from './library/vmap.js';
