/** TensorBoard's messages as objects: what `torch.utils.tensorboard.summary` makes, and what a `FileWriter` takes. */

/** An integer of 64 bits: a number as long as that is exact, else its halves. */
export type Int64 = number | { readonly low: number; readonly high: number; readonly unsigned: boolean };

/** A picture, as the bytes of a PNG or GIF file. */
export interface ImageMessage {
  height: number;
  width: number;
  /** How many channels a pixel has. */
  colorspace: number;
  encoded_image_string: Uint8Array;
}

/** A sound, as the bytes of a WAV file. */
export interface AudioMessage {
  sample_rate: number;
  num_channels: number;
  length_frames: number;
  encoded_audio_string: Uint8Array;
  content_type: string;
}

/** How many values lie up to each limit. */
export interface HistogramProto {
  min: number;
  max: number;
  num: number;
  sum: number;
  sum_squares: number;
  /** Where each bucket ends. */
  bucket_limit: number[];
  bucket: number[];
}

/** The size of each dimension. */
export interface TensorShapeProto {
  dim?: { size: number }[];
}

/** A tensor: its elements in the one field that is for its dtype. */
export interface TensorProto {
  dtype: number;
  tensor_shape?: TensorShapeProto;
  float_val?: number[];
  double_val?: number[];
  int_val?: number[];
  string_val?: Uint8Array[];
  scomplex_val?: number[];
  int64_val?: Int64[];
  bool_val?: boolean[];
  dcomplex_val?: number[];
  half_val?: number[];
  uint32_val?: number[];
}

/** Which of TensorBoard's plugins shows the value, and what that one should know. */
export interface SummaryMetadata {
  plugin_data: { plugin_name: string; content?: Uint8Array };
  display_name?: string;
  summary_description?: string;
}

/** One value under a tag. */
export interface SummaryValue {
  tag: string;
  simple_value?: number;
  image?: ImageMessage;
  histo?: HistogramProto;
  audio?: AudioMessage;
  tensor?: TensorProto;
  metadata?: SummaryMetadata;
}

/** Values of one step (`tensorboard.compat.proto.summary_pb2.Summary`). */
export interface SummaryDict {
  value: SummaryValue[];
}

/** A record of an event file (`tensorboard.compat.proto.event_pb2.Event`). */
export interface EventDict {
  wall_time?: number;
  step?: Int64;
  file_version?: string;
  graph_def?: Uint8Array;
  summary?: SummaryDict;
  session_log?: { status: number };
  tagged_run_metadata?: { tag: string; run_metadata: Uint8Array };
  source_metadata?: { writer: string };
}

/** A node of a graph. */
export interface NodeDef {
  name: string;
  op: string;
  input: string[];
  attr?: Record<string, AttrValue>;
}

/** What else is known of a node. */
export interface AttrValue {
  s?: Uint8Array;
  type?: number;
  shape?: TensorShapeProto;
  list?: { shape: TensorShapeProto[] };
}

/** A graph, as TensorBoard draws it. */
export interface GraphDef {
  node: NodeDef[];
  versions: { producer: number };
}

/** What a run took: TensorBoard wants one beside each graph. */
export interface RunMetadata {
  step_stats: { dev_stats: { device: string }[] };
}

/** The numbers of TensorBoard's dtypes. */
export const DataType = {
  DT_FLOAT: 1, DT_DOUBLE: 2, DT_INT32: 3, DT_UINT8: 4, DT_INT16: 5, DT_INT8: 6, DT_STRING: 7, DT_COMPLEX64: 8,
  DT_INT64: 9, DT_BOOL: 10, DT_BFLOAT16: 14, DT_COMPLEX128: 18, DT_HALF: 19,
} as const;

export const shapeOf = (sizes: readonly number[]): TensorShapeProto => ({ dim: sizes.map((size) => ({ size })) });

/** The integer as a message holds it. */
export function int64(value: number | bigint): Int64 {
  if (typeof value === 'number') return Math.trunc(value);
  return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned: false };
}
