/** Distributed checkpoints as files of `torch.save`, and back (`torch.distributed.checkpoint.format_utils`). */
import { signature } from '../../arguments/signature.js';
import { load } from '../../serialization/load.js';
import { save } from '../../serialization/save.js';
import { pathOf } from '../../serialization/sources.js';
import { readStateDict, writeStateDict, type NestedStateDict } from './checkpoint.js';

/**
 * Makes a file of `torch.save` out of the folder of a distributed checkpoint, of however many processes
 * (`torch.distributed.checkpoint.format_utils.dcp_to_torch_save`). Nothing that a file names is run: throws an
 * UnpicklingError for values that `torch.load` does not take, an AssertionError for a folder without metadata.
 */
export const dcp_to_torch_save = signature(
  'dcp_to_torch_save(dcp_checkpoint_dir: str | URL, torch_save_path: str | URL) -> void').define((from, to) => {
  save(readStateDict(pathOf(from)!), to);
});

/**
 * Makes a distributed checkpoint out of a file of `torch.save`
 * (`torch.distributed.checkpoint.format_utils.torch_save_to_dcp`).
 */
export const torch_save_to_dcp = signature(
  'torch_save_to_dcp(torch_save_path: str | URL, dcp_checkpoint_dir: str | URL) -> void').define((from, to) => {
  writeStateDict(load<NestedStateDict>(from, { map_location: 'cpu' }), pathOf(to)!);
});
