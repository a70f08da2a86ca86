/**
 * `torch.cuda.graph_annotations`: names for the kernels of a captured graph. PyTorch asks a package of Python's,
 * cuda-bindings, for the nodes of graphs, and does nothing without it, as here.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { warn } from '../python/warnings.js';

/** Whether kernels can be named (`torch.cuda.graph_annotations.is_available`): never without Python's package. */
export const is_available = signature('is_available() -> bool').define(() => false);

/** Names of kernels, by the numbers of nodes. */
export type KernelAnnotations = ReadonlyMap<number, readonly unknown[]>;
/** Where kernels were launched, by the numbers of nodes. */
export type KernelStacks = ReadonlyMap<number, string>;

const annotations: KernelAnnotations = new Map();
const stacks: KernelStacks = new Map();

/** A name, or what else is to be known of kernels. */
export type KernelAnnotation = string | Readonly<Record<string, unknown>>;

/** A context whose kernels get a name (`torch.cuda.graph_annotations.mark_kernels`). */
export const mark_kernels = context(
  signature('mark_kernels(annotation: KernelAnnotation, *, backward: bool = True)'), () => () => {});

/** The names, by the numbers of nodes (`torch.cuda.graph_annotations.get_kernel_annotations`). */
export const get_kernel_annotations = signature(
  'get_kernel_annotations() -> KernelAnnotations').define(() => annotations);

/** Where kernels were launched, by the numbers of nodes (`torch.cuda.graph_annotations.get_kernel_py_stacks`). */
export const get_kernel_py_stacks = signature('get_kernel_py_stacks() -> KernelStacks').define(() => stacks);

/** Writes {@link get_kernel_py_stacks} as JSON, packed (`torch.cuda.graph_annotations.dump_kernel_py_stacks`). */
export const dump_kernel_py_stacks = signature('dump_kernel_py_stacks(path: str) -> None').define((path) => {
  if (typeof path !== 'string') throw new TypeError('filename must be a str or bytes object, or a file');
  writeFileSync(path, gzipSync(JSON.stringify(Object.fromEntries(stacks))));
});

/** Forgets the names; deprecated in PyTorch (`torch.cuda.graph_annotations.clear_kernel_annotations`). */
export const clear_kernel_annotations = signature('clear_kernel_annotations() -> None').define(() => {
  warn('FutureWarning', '`torch.cuda.graph_annotations.clear_kernel_annotations` is deprecated. The registry bounds ' +
    'itself: annotations are rekeyed to the exec graph on instantiate and dropped when that graph is destroyed, so a ' +
    'global wipe is not needed and discards annotations for graphs that are still live.');
});
