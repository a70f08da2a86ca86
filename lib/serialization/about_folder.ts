import { readdirSync } from 'node:fs';

/** What to load in the place of a folder. */
export function aboutFolder(folder: string): string {
  const names = readdirSync(folder);
  if (names.includes('.metadata') && names.some((name) => name.endsWith('.distcp'))) {
    return `${folder} is a folder of torch.distributed.checkpoint: torch.distributed.checkpoint.load reads it, and ` +
      'torch.distributed.checkpoint.format_utils.dcp_to_torch_save makes a file for torch.load of it';
  }
  if (names.some((name) => name.endsWith('.index.json'))) {
    return `${folder} is a folder with a checkpoint in several files: load_torch_model of 'nodetorch/huggingface_hub' reads it, ` +
      'sharded_open single tensors';
  }
  const files = names.filter((name) => /\.(pt|pth|bin|ckpt|safetensors)$/.test(name)).sort();
  const more = files.length > 3 ? `${files.slice(0, 3).join(', ')}, …` : files.join(', ');
  return `${folder} is a folder, not a file${files.length > 0 ? `: load what is in it (${more})` : ''}`;
}
