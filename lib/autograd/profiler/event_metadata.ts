/** What Kineto says of a kernel, a copy or a collective, read from its texts. */
import { py_repr } from '../../python/repr.js';

type Read = (text: string) => unknown;

const number: Read = Number;
const json: Read = (text) => JSON.parse(text) as unknown;
const string: Read = (text) => text.replace(/^"+|"+$/g, '');
const flag: Read = (text) => text === '1' || text === 'true';

/** Fields of {@link EventMetadata} in PyTorch's order, the keys that Kineto has for them, and how they are read. */
const fields = [
  ['registers_per_thread', 'registers per thread', number], ['shared_memory', 'shared memory', number],
  ['grid', 'grid', json], ['block', 'block', json], ['priority', 'priority', number],
  ['blocks_per_sm', 'blocks per SM', number], ['warps_per_sm', 'warps per SM', number],
  ['occupancy', 'occupancy', json], ['est_occupancy_pct', 'est. achieved occupancy %', number],
  ['queued', 'queued', number], ['graph_id', 'graph id', number], ['graph_node_id', 'graph node id', number],
  ['stream', 'stream', number], ['context', 'context', number], ['channel', 'channel', number],
  ['channel_type', 'channel_type', number], ['hsa_queue', 'hsa_queue', number],
  ['bytes', 'bytes', number], ['bandwidth_gb_s', 'memory bandwidth (GB/s)', number],
  ['collective_name', 'Collective name', string], ['dtype', 'dtype', string],
  ['in_msg_nelems', 'In msg nelems', number], ['out_msg_nelems', 'Out msg nelems', number],
  ['in_split_size', 'In split size', string], ['out_split_size', 'Out split size', string],
  ['global_rank_start', 'Global rank start', number], ['global_rank_stride', 'Global rank stride', number],
  ['group_size', 'Group size', number], ['process_group_name', 'Process Group Name', string],
  ['process_group_desc', 'Process Group Description', string], ['group_ranks', 'Process Group Ranks', string],
  ['rank', 'Rank', number], ['src_rank', 'Src Rank', number], ['dst_rank', 'Dst Rank', number], ['seq', 'Seq', number],
  ['is_async', 'Is asynchronized op', flag],
] as const satisfies readonly (readonly [string, string, Read])[];

/** The names of what is known of an event. */
export type EventMetadataField = (typeof fields)[number][0];

/** What is known of an event on a device (`torch.autograd.profiler_util.EventMetadata`); null for what is not. */
export class EventMetadata {
  constructor(values: Readonly<Partial<Record<EventMetadataField, unknown>>>) {
    for (const [field] of fields) Object.assign(this, { [field]: values[field] ?? null });
  }

  /** Of Kineto's texts; null if they say nothing of it. */
  static read(extra_meta: Readonly<Record<string, string>>): EventMetadata | null {
    const known = fields.filter(([, key]) => extra_meta[key] !== undefined);
    if (known.length === 0) return null;
    return new EventMetadata(Object.fromEntries(known.map(([field, key, read]) => [field, read(extra_meta[key]!)])));
  }

  toString(): string {
    const values = Object.entries(this) as [string, unknown][];
    return `EventMetadata(${values.map(([name, value]) => `${name}=${py_repr(value)}`).join(', ')})`;
  }
}
export interface EventMetadata extends Readonly<Record<EventMetadataField, unknown>> {}
