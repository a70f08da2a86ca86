import { cuda } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { KeyError } from '../../values/errors.js';
import { current_device } from '../device.js';
import { indexOf } from '../device_index.js';
import { memory_stats } from './stats.js';

type Figures = readonly [current: number, peak: number, allocated: number, freed: number];

/** Text of a figure, in the unit that suits `like`: another unit each time that is over the limit. */
const inUnits = (units: readonly string[], base: number, limit: number, width: number) =>
  (value: number, like: number): string => {
    let [unit = ''] = units;
    for (const next of units.slice(1)) {
      if (like < limit) break;
      unit = next;
      value = Math.floor(value / base);
      like /= base;
    }
    return `${String(value).padStart(width)} ${unit}`;
  };
const bytes = inUnits(['B  ', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], 1024, 768 * 1024, 6);
const count = inUnits(['  ', 'K ', 'M '], 1000, 750 * 1000, 7);

/** What is shown: a line for all blocks, then one for the large and one for the small ones. */
const pooled = [
  ['allocated_bytes', 'Allocated memory', bytes],
  ['active_bytes', 'Active memory', bytes],
  ['requested_bytes', 'Requested memory', bytes],
  ['reserved_bytes', 'GPU reserved memory', bytes],
  ['inactive_split_bytes', 'Non-releasable memory', bytes],
  ['allocation', 'Allocations', count],
  ['active', 'Active allocs', count],
  ['segment', 'GPU reserved segments', count],
  ['inactive_split', 'Non-releasable allocs', count],
] as const;
const single = [
  ['oversize_allocations', 'Oversize allocations', count],
  ['oversize_segments', 'Oversize GPU segments', count],
] as const;

const [thick, thin] = ['='.repeat(75), '-'.repeat(75)];

/** PyTorch's table of an allocator's figures. */
export function summaryOf(stats: Readonly<Record<string, number>>, device: number, abbreviated: boolean): string {
  const at = (name: string): number => {
    const value = stats[name];
    if (value === undefined) throw new KeyError(`'${name}'`);
    return value;
  };
  const figures = (name: string): Figures =>
    [at(`${name}.current`), at(`${name}.peak`), at(`${name}.allocated`), at(`${name}.freed`)];
  const row = (title: string, values: Figures, like: Figures, text: typeof bytes): string =>
    ` ${title.padEnd(21)} | ${values.map((value, i) => text(value, like[i]!)).join(' | ')} `;

  const lines: string[] = [];
  for (const [name, title, text] of pooled) {
    const all = figures(`${name}.all`);
    lines.push(thin, row(title, all, all, text));
    if (abbreviated) continue;
    lines.push(
      row('      from large pool', figures(`${name}.large_pool`), all, text),
      row('      from small pool', figures(`${name}.small_pool`), all, text));
  }
  for (const [name, title, text] of single) {
    const values = figures(name);
    lines.push(thin, row(title, values, values, text));
  }
  const head = [
    thick,
    ` ${' '.repeat(16)} PyTorch CUDA memory summary, device ID ${String(device).padEnd(17)} `,
    thin,
    `  ${' '.repeat(9)} CUDA OOMs: ${String(at('num_ooms')).padEnd(12)} | ${' '.repeat(6)} cudaMalloc retries: ` +
      `${String(at('num_alloc_retries')).padEnd(8)}  `,
    thick,
    '        Metric         | Cur Usage  | Peak Usage | Tot Alloc  | Tot Freed  ',
  ];
  return `|${[...head, ...lines, thick].join('|\n|')}|\n`;
}

/**
 * The figures of a device's allocator as PyTorch's table (`torch.cuda.memory_summary`). Throws a KeyError before CUDA
 * has begun.
 */
export const memory_summary = signature(
  'memory_summary(device: CudaDevice = None, abbreviated: bool = False) -> str').define((device, abbreviated) => {
  const index = indexOf(device);
  const stats = memory_stats(index);
  return summaryOf(stats, index ?? (Object.keys(stats).length === 0 ? -1 : current_device()), abbreviated);
});

/** The processes that use the device and their memory, or why that is not known (`torch.cuda.list_gpu_processes`). */
export const list_gpu_processes = signature('list_gpu_processes(device: CudaDevice = None) -> str').define((device) => {
  if (cuda.nvml_processes(null) === null) return 'pynvml module not found, please install nvidia-ml-py';
  const index = indexOf(device);
  const found = cuda.nvml_processes(index)!;
  const lines = [`GPU:${index ?? current_device()}`];
  if (found.length === 0) lines.push('no processes are running');
  for (let i = 0; i < found.length; i += 2) {
    const used = (found[i + 1]! / (1 << 20)).toFixed(3);
    lines.push(`process ${String(found[i]).padStart(10)} uses ${used.padStart(12)} MB GPU memory`);
  }
  return lines.join('\n');
});
