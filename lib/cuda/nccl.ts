/** `torch.cuda.nccl`: collectives over tensors on several GPUs of one process, each on a GPU of its own. */
import { nccl } from '../addon/cuda_kernels.js';
import { itemsOf, withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { warn } from '../python/warnings.js';
import { IndexError, RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';
import type { Tensor } from '../tensor/tensor.js';

/** NCCL's number for a sum. */
export const SUM = 0;

/** Tensors, each on a GPU of its own. */
export type TensorsOfDevices = readonly Tensor[];

function check(inputs: unknown): void {
  if (!Array.isArray(inputs) && typeof inputs !== 'string') throw new TypeError('Inputs should be a collection of tensors');
}

/** What NCCL takes: dense tensors on GPUs. Throws PyTorch's errors for others. */
function checkTensors(...lists: readonly (readonly unknown[])[]): void {
  for (const list of lists) {
    const at = [...list].findIndex((each) => !is_tensor(each));
    if (at >= 0) throw new TypeError(`expected Tensor at ${at} (got ${typeName(list[at])})`);
  }
  if (lists[0]!.length === 0) throw new RuntimeError("input sequence can't be empty");
  for (const each of (lists as readonly (readonly Tensor[])[]).flat()) {
    if (!each.is_cuda || each.is_sparse) throw new RuntimeError('input and output elements have to be cuda dense Tensors');
  }
}

/** Whether NCCL can work on tensors: dense ones, each on a GPU of its own (`torch.cuda.nccl.is_available`). */
export const is_available = signature('is_available(tensors: Sequence[Tensor]) -> bool').define((tensors) =>
  itemsOf(tensors).every((each) => !withAttribute(each, 'is_sparse').is_sparse && each.is_contiguous() && each.is_cuda) &&
    new Set(itemsOf(tensors).map((each) => each.get_device())).size === tensors.length);

/** The version of NCCL: major, minor, patch (`torch.cuda.nccl.version`). */
export const version = signature('version() -> tuple[int, int, int]').define((): [number, number, number] => {
  const all = nccl.version();
  return [Math.floor(all / 2 ** 32), Math.floor(all / 2 ** 16) % 2 ** 16, all % 2 ** 16];
});

/** Sums tensors; the sum goes into each of `outputs`, or of the tensors themselves (`torch.cuda.nccl.all_reduce`). */
export const all_reduce = signature(`all_reduce(inputs: TensorsOfDevices, outputs: TensorsOfDevices = None, op: int = 0,
  streams: Any = None, comms: Any = None) -> None`).define((inputs, outputs, op) => {
  check(inputs);
  const results = outputs ?? inputs;
  check(results);
  checkTensors(inputs, results);
  nccl.all_reduce(inputs, results, op);
});

/**
 * Sums tensors into `output`, or into the one that `root` says (`torch.cuda.nccl.reduce`). A list of outputs is of old,
 * and warns.
 */
export const reduce = signature(`reduce(inputs: TensorsOfDevices, output: Tensor | TensorsOfDevices = None, root: int = 0,
  op: int = 0, streams: Any = None, comms: Any = None, *, outputs: TensorsOfDevices = None) -> None`).define((
  inputs, output, root, op, streams, comms, outputs,
) => {
  check(inputs);
  let result: Tensor;
  if (outputs !== null) {
    if (output !== null) {
      throw new ValueError("'output' and 'outputs' can not be both specified. 'outputs' is deprecated in favor of " +
        "'output', taking in a single output tensor. The signature of reduce is: reduce(inputs, output=None, root=0, " +
        'op=SUM, streams=None, comms=None).');
    }
    warn('FutureWarning', '`nccl.reduce` with an output tensor list is deprecated. Please specify a single output tensor ' +
      "with argument 'output' instead.");
    result = outputs[root]!;
  } else if (output !== null && !is_tensor(output)) {
    warn('FutureWarning',
      'nccl.reduce with an output tensor list is deprecated. Please specify a single output tensor.');
    result = (output as TensorsOfDevices)[root]!;
  } else if (output === null && inputs.length <= root) throw new IndexError('list index out of range');
  else result = (output as Tensor | null) ?? inputs[root]!;
  checkTensors(inputs, [result]);
  nccl.reduce(inputs, result, root, op);
});

/** Copies the tensor that `root` says into all others (`torch.cuda.nccl.broadcast`). */
export const broadcast = signature(`broadcast(inputs: TensorsOfDevices, root: int = 0, streams: Any = None,
  comms: Any = None) -> None`).define((inputs, root) => {
  check(inputs);
  checkTensors(inputs);
  nccl.broadcast(inputs, root);
});

/** Puts all tensors, one after the other, into each of `outputs` (`torch.cuda.nccl.all_gather`). */
export const all_gather = signature(`all_gather(inputs: TensorsOfDevices, outputs: TensorsOfDevices, streams: Any = None,
  comms: Any = None) -> None`).define((inputs, outputs) => {
  check(inputs);
  check(outputs);
  checkTensors(inputs, outputs);
  nccl.all_gather(inputs, outputs);
});

/** Sums tensors, and puts a part of the sum into each of `outputs` (`torch.cuda.nccl.reduce_scatter`). */
export const reduce_scatter = signature(`reduce_scatter(inputs: TensorsOfDevices, outputs: TensorsOfDevices, op: int = 0,
  streams: Any = None, comms: Any = None) -> None`).define((inputs, outputs, op) => {
  check(inputs);
  check(outputs);
  checkTensors(inputs, outputs);
  nccl.reduce_scatter(inputs, outputs, op);
});
