/** What TensorBoard shows (`torch.utils.tensorboard`). */
// The class of tensors: a program may import this module alone.
import '../../tensor/tensor.js';

export { RecordWriter } from './record_writer.js';
export type { ByteWriter } from './record_writer.js';
export { FileWriter, SummaryWriter } from './writer.js';
export * as summary from './summary.js';
export * as writer from './writer.js';
export type { Drawable } from './figures.js';
export type { EventDict, GraphDef, NodeDef, RunMetadata } from './messages.js';
