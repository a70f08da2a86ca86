import { readdirSync } from 'node:fs';

/** What to load in the place of a folder. */
export function aboutFolder(folder: string): string {
  const names = readdirSync(folder);
  if (names.includes('.metadata') && names.some((name) => name.endsWith('.distcp'))) {
    return `${folder} is a folder of torch.distributed.checkpoint: torch.distributed.checkpoint.load reads it in Python, and ` +
      '`python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER FILE` makes a file for torch.load of it';
  }
  const files = names.filter((name) => /\.(pt|pth|bin|ckpt|safetensors)$/.test(name)).sort();
  const more = files.length > 3 ? `${files.slice(0, 3).join(', ')}, …` : files.join(', ');
  return `${folder} is a folder, not a file${files.length > 0 ? `: load what is in it (${more})` : ''}`;
}
