import type { NestedStats } from '../../addon/doors.js';

/** A dictionary of dictionaries as one, whose names are the paths, in their order: `allocated_bytes.all.peak`. */
export function flat(stats: NestedStats): Record<string, number> {
  const entries: [string, number][] = [];
  const walk = (prefix: string, value: number | NestedStats): void => {
    if (typeof value === 'number') entries.push([prefix, value]);
    else for (const [key, each] of Object.entries(value)) walk(prefix === '' ? key : `${prefix}.${key}`, each);
  };
  walk('', stats);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
