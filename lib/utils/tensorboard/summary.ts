/** `torch.utils.tensorboard.summary`: what is written, as messages of TensorBoard's. */
export { audio } from './summary/audio.js';
export { custom_scalars } from './summary/custom_scalars.js';
export type { CustomScalarsDict } from './summary/custom_scalars.js';
export { histogram, histogram_raw, make_histogram } from './summary/histogram.js';
export type { Bins } from './summary/histogram.js';
export { hparams } from './summary/hparams.js';
export type { HParam, HParamChoicesDict } from './summary/hparams.js';
export { draw_boxes, image, image_boxes, make_image } from './summary/image.js';
export { mesh } from './summary/mesh.js';
export { compute_curve, pr_curve, pr_curve_raw } from './summary/pr_curve.js';
export { scalar } from './summary/scalar.js';
export { half_to_int, int_to_half, tensor_proto } from './summary/tensor_proto.js';
export { text } from './summary/text.js';
export { make_video, video } from './summary/video.js';
export type { ArrayData } from './arrays.js';
export type { Picture } from './pictures.js';
export type {
  AudioMessage, HistogramProto, ImageMessage, SummaryDict, SummaryMetadata, SummaryValue, TensorProto, TensorShapeProto,
} from './messages.js';
