/** `torch.nn.parallel.replicate`: a module on several GPUs. */
import { signature } from '../../arguments/signature.js';
import { OrderedDict } from '../../collections/ordered_dict.js';
import { view_as_complex } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Module } from '../module.js';
import { cloneModule } from '../module/clone.js';
import { fieldsOf, valuesOf } from '../module/members.js';
import { stateKey } from '../module/state.js';
import * as comm from './comm.js';
import { indicesOf } from './devices.js';
import { Broadcast } from './functions.js';

/** Copies of tensors, a list for each GPU; with `detach` without a history. */
function copies(tensors: readonly Tensor[], devices: readonly number[], detach: boolean): Tensor[][] {
  if (tensors.length === 0) return devices.map(() => []);
  if (!detach) {
    const all = Broadcast.apply(devices, ...tensors);
    return devices.map((_, j) => all.slice(j * tensors.length, (j + 1) * tensors.length));
  }
  return comm.broadcast_coalesced(tensors, devices).map((list) =>
    list.map((each, i) => (tensors[i]!.is_complex() ? view_as_complex(each) : each)));
}

/** A module of the same fields; its parameters are to be plain tensors. */
function replicaOf(module: Module): Module {
  const replica = cloneModule(module, () => {}, (value) => value) as Module;
  for (const [name] of valuesOf(module, 'parameter')) replica[stateKey].kinds.delete(name);
  return Object.assign(replica, { _is_replica: true, _former_parameters: new OrderedDict<string, Tensor>() });
}

/**
 * Copies of a module on several GPUs (`torch.nn.parallel.replicate`), whose parameters are tensors that give their
 * gradients to those of the module, unless `detach`. Throws an AssertionError for a module in the main memory.
 */
export const replicate = signature(`replicate(network: Module, devices: Sequence[ParallelDevice],
  detach: bool = False) -> list[Module]`).define((network, devices, detach) => {
  const indices = indicesOf(devices, { current: true });
  const params = [...network.parameters()] as Tensor[];
  const buffers = [...network.buffers()];
  const paramCopies = copies(params, indices, detach);
  const tracked = buffers.filter((each) => each.requires_grad && !detach);
  const others = buffers.filter((each) => !tracked.includes(each));
  const trackedCopies = copies(tracked, indices, detach);
  const otherCopies = copies(others, indices, true);
  const modules = [...network.modules()];
  return indices.map((_, j) => {
    const replicas = new Map(modules.map((module) => [module, replicaOf(module)]));
    const bufferOf = (buffer: Tensor): Tensor => (tracked.includes(buffer)
      ? trackedCopies[j]![tracked.indexOf(buffer)]! : otherCopies[j]![others.indexOf(buffer)]!);
    for (const [module, replica] of replicas) {
      const fields = fieldsOf(replica);
      const former = fields['_former_parameters'] as OrderedDict<string, Tensor>;
      for (const [name, child] of valuesOf(module, 'module')) if (child !== null) fields[name] = replicas.get(child);
      for (const [name, param] of valuesOf(module, 'parameter')) {
        if (param === null) continue;
        const copy = paramCopies[j]![params.indexOf(param)]!;
        fields[name] = copy;
        former.set(name, copy);
      }
      for (const [name, buffer] of valuesOf(module, 'buffer')) if (buffer !== null) fields[name] = bufferOf(buffer);
    }
    return replicas.get(network)!;
  });
});
