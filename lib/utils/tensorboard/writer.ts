/** `torch.utils.tensorboard.writer`. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { scope } from '../../addon/scope.js';
import { str } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { isPlainObject } from '../../python/objects.js';
import { py_float_repr } from '../../python/format.js';
import { AssertionError, ValueError } from '../../values/errors.js';
import { make_np, type ArrayData } from './arrays.js';
import {
  makeFolder, writeConfig, writeLabels, writeMatrix, writeSprite, zfill, type EmbeddingInfo, type Label,
} from './embedding.js';
import { time } from './event_file_writer.js';
import { figure_to_image } from './figures.js';
import { FileWriter, type Step } from './file_writer.js';
import { graph } from './graph.js';
import { load_onnx_graph } from './onnx_graph.js';
import type { SummaryDict } from './messages.js';
import * as summaries from './summary.js';

export { FileWriter } from './file_writer.js';
export type { ArrayData } from './arrays.js';
export type { Label } from './embedding.js';
export type { Drawable } from './figures.js';
export type { Step } from './file_writer.js';
export type { GraphInput } from './graph.js';
export type { Bins, CustomScalarsDict, HParam, HParamChoicesDict } from './summary.js';

const kinds = { tag: str, main_tag: str };

const takes = {
  init: signature(`SummaryWriter(log_dir: str | URL = None, comment: str = "", purge_step: int = None, max_queue: int = 10,
    flush_secs: float = 120, filename_suffix: str = "")`),
  hparams: signature(`SummaryWriter.add_hparams(self, hparam_dict: dict[str, HParam], metric_dict: dict[str, ArrayData],
    hparam_domain_discrete: HParamChoicesDict = None, run_name: str = None, global_step: Step = None)`),
  scalar: signature(`SummaryWriter.add_scalar(self, tag: str, scalar_value: ArrayData, global_step: Step = None,
    walltime: float = None, new_style: bool = False, double_precision: bool = False)`, kinds),
  scalars: signature(`SummaryWriter.add_scalars(self, main_tag: str, tag_scalar_dict: dict[str, ArrayData],
    global_step: Step = None, walltime: float = None)`, kinds),
  tensor: signature(`SummaryWriter.add_tensor(self, tag: str, tensor: Tensor, global_step: Step = None,
    walltime: float = None)`, kinds),
  histogram: signature(`SummaryWriter.add_histogram(self, tag: str, values: ArrayData, global_step: Step = None,
    bins: Bins = "tensorflow", walltime: float = None, max_bins: int = None)`, kinds),
  histogram_raw: signature(`SummaryWriter.add_histogram_raw(self, tag: str, min: ArrayData, max: ArrayData, num: ArrayData,
    sum: ArrayData, sum_squares: ArrayData, bucket_limits: ArrayData, bucket_counts: ArrayData, global_step: Step = None,
    walltime: float = None)`, kinds),
  image: signature(`SummaryWriter.add_image(self, tag: str, img_tensor: ArrayData, global_step: Step = None,
    walltime: float = None, dataformats: str = "CHW")`, kinds),
  images: signature(`SummaryWriter.add_images(self, tag: str, img_tensor: ArrayData, global_step: Step = None,
    walltime: float = None, dataformats: str = "NCHW")`, kinds),
  boxes: signature(`SummaryWriter.add_image_with_boxes(self, tag: str, img_tensor: ArrayData, box_tensor: ArrayData,
    global_step: Step = None, walltime: float = None, rescale: float = 1, dataformats: str = "CHW",
    labels: Sequence[str] | str = None)`, kinds),
  figure: signature(`SummaryWriter.add_figure(self, tag: str, figure: Drawable | Sequence[Drawable], global_step: Step = None,
    close: bool = True, walltime: float = None)`, kinds),
  video: signature(`SummaryWriter.add_video(self, tag: str, vid_tensor: ArrayData, global_step: Step = None,
    fps: float = 4, walltime: float = None)`, kinds),
  audio: signature(`SummaryWriter.add_audio(self, tag: str, snd_tensor: ArrayData, global_step: Step = None,
    sample_rate: int = 44100, walltime: float = None)`, kinds),
  text: signature(`SummaryWriter.add_text(self, tag: str, text_string: str, global_step: Step = None,
    walltime: float = None)`, kinds),
  onnx: signature('SummaryWriter.add_onnx_graph(self, prototxt: str | URL)'),
  graph: signature(`SummaryWriter.add_graph(self, model: Module, input_to_model: GraphInput = None, verbose: bool = False,
    use_strict_trace: bool = True)`),
  embedding: signature(`SummaryWriter.add_embedding(self, mat: ArrayData, metadata: Sequence[Label] = None,
    label_img: ArrayData = None, global_step: int = None, tag: str = "default", metadata_header: Sequence[str] = None)`, kinds),
  pr_curve: signature(`SummaryWriter.add_pr_curve(self, tag: str, labels: ArrayData, predictions: ArrayData,
    global_step: Step = None, num_thresholds: int = 127, weights: ArrayData = None, walltime: float = None)`, kinds),
  pr_curve_raw: signature(`SummaryWriter.add_pr_curve_raw(self, tag: str, true_positive_counts: ArrayData,
    false_positive_counts: ArrayData, true_negative_counts: ArrayData, false_negative_counts: ArrayData,
    precision: ArrayData, recall: ArrayData, global_step: Step = None, num_thresholds: int = 127, weights: ArrayData = None,
    walltime: float = None)`, kinds),
  multiline: signature(`SummaryWriter.add_custom_scalars_multilinechart(self, tags: Sequence[str],
    category: str = "default", title: str = "untitled")`),
  margin: signature(`SummaryWriter.add_custom_scalars_marginchart(self, tags: Sequence[str], category: str = "default",
    title: str = "untitled")`),
  layout: signature('SummaryWriter.add_custom_scalars(self, layout: CustomScalarsDict)'),
  mesh: signature(`SummaryWriter.add_mesh(self, tag: str, vertices: ArrayData, colors: ArrayData = None,
    faces: ArrayData = None, config_dict: dict[str, Any] = None, global_step: Step = None, walltime: float = None)`, kinds),
};

/** How many elements an array has along its first dimension. */
const rowsOf = (data: ArrayData): number => (ArrayBuffer.isView(data) || Array.isArray(data)
  ? (data as ArrayLike<unknown>).length : make_np(data).shape[0] ?? 0);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Dec01_12-00-00`. */
function timeOfDay(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('-');
  return `${months[now.getMonth()]}${two(now.getDate())}_${clock}`;
}

let limits: readonly number[] | undefined;

/** TensorFlow's limits of a histogram's bins: each a tenth further from zero than the one before. */
function tensorflowBins(): readonly number[] {
  if (limits !== undefined) return limits;
  const above: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) above.push(limit);
  limits = [...above.map((limit) => -limit).reverse(), 0, ...above];
  return limits;
}

const START = 1; // of SessionLog.SessionStatus

/** Slashes would make folders of a tag. */
const encodedTag = (tag: string): string =>
  tag.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c');

/**
 * Writes what TensorBoard shows of a training (`torch.utils.tensorboard.SummaryWriter`): into `log_dir`, by default
 * `runs/` and the time, the host and `comment`. `purge_step` hides what an earlier run wrote from that step on. Events
 * are written when `max_queue` wait, after `flush_secs` seconds, and when the program ends; `using writer = new
 * SummaryWriter()` closes it at the end of the block. Needs the package protobufjs: without it this throws an error of
 * code ERR_MODULE_NOT_FOUND.
 */
export class SummaryWriter {
  log_dir: string | URL;
  purge_step: number | null;
  max_queue: number;
  flush_secs: number;
  filename_suffix: string;
  /** The writer of {@link log_dir}; null once closed. */
  file_writer: FileWriter | null = null;
  /** By their folders: {@link add_scalars} has one for each of its scalars. */
  all_writers: Map<string, FileWriter> | null = null;
  /** The limits of a histogram's bins where none are given: TensorFlow's, between -1e20 and 1e20. */
  readonly default_bins: readonly number[] = tensorflowBins();
  #embeddings: EmbeddingInfo[] = [];

  constructor(...args: typeof takes.init.args) {
    const { log_dir, comment, purge_step, max_queue, flush_secs, filename_suffix } = takes.init.read(args);
    this.log_dir = log_dir || join('runs', `${timeOfDay(new Date())}_${hostname()}${comment}`);
    this.purge_step = purge_step;
    this.max_queue = max_queue;
    this.flush_secs = flush_secs;
    this.filename_suffix = filename_suffix;
    this._get_file_writer();
  }

  #open(folder: string | URL): FileWriter {
    return new FileWriter(folder, this.max_queue, this.flush_secs, this.filename_suffix);
  }

  /** The writer of {@link log_dir}; after {@link close} a new one. */
  _get_file_writer(): FileWriter {
    if (this.all_writers !== null && this.file_writer !== null) return this.file_writer;
    const writer = this.#open(this.log_dir);
    this.file_writer = writer;
    this.all_writers = new Map([[writer.get_logdir(), writer]]);
    if (this.purge_step !== null) {
      writer.add_event({ file_version: 'brain.Event:2' }, this.purge_step);
      writer.add_event({ session_log: { status: START } }, this.purge_step);
      this.purge_step = null;
    }
    return writer;
  }

  /** The folder. */
  get_logdir(): string | URL {
    return this.log_dir;
  }

  #add(make: () => SummaryDict, step: Step | null, walltime: number | null): void {
    this._get_file_writer().add_summary(scope(make), step, walltime);
  }

  /**
   * Hyperparameters and what they led to, as a run of its own: `{ lr: 0.1 }`, `{ 'hparam/loss': 2 }`. A folder below
   * this one, `run_name` or the time, gets both; `hparam_domain_discrete` says out of which values they were chosen.
   * Throws a TypeError for what is no dictionary, and a ValueError for a value that is no number, text or tensor.
   */
  add_hparams(...args: typeof takes.hparams.args): void {
    const { hparam_dict, metric_dict, hparam_domain_discrete, run_name, global_step } = takes.hparams.read(args);
    if (!isPlainObject(hparam_dict) || !isPlainObject(metric_dict)) {
      throw new TypeError('hparam_dict and metric_dict should be dictionary.');
    }
    const all = scope(() => summaries.hparams(hparam_dict, metric_dict, hparam_domain_discrete));
    const folder = join(this._get_file_writer().get_logdir(), run_name || py_float_repr(time()));
    const writer = new SummaryWriter(folder);
    try {
      for (const summary of all) writer.file_writer!.add_summary(summary, global_step);
      for (const [name, value] of Object.entries(metric_dict)) writer.add_scalar(name, value, global_step);
    } finally {
      writer.close();
    }
  }

  /**
   * A number, or the only element of a tensor. In the new style it is written as a tensor, in double precision if asked
   * for. Throws an AssertionError for a tensor of more elements.
   */
  add_scalar(...args: typeof takes.scalar.args): void {
    const { tag, scalar_value, global_step, walltime, new_style, double_precision } = takes.scalar.read(args);
    this.#add(() => summaries.scalar(tag, scalar_value, { new_style, double_precision }), global_step, walltime);
  }

  /** Several numbers for one chart, by their names: each gets a folder of its own, which is a run in TensorBoard. */
  add_scalars(...args: typeof takes.scalars.args): void {
    const { main_tag, tag_scalar_dict, global_step, walltime } = takes.scalars.read(args);
    const now = walltime ?? time();
    const logdir = this._get_file_writer().get_logdir();
    for (const [tag, value] of Object.entries(tag_scalar_dict)) {
      const folder = `${logdir}/${main_tag.replaceAll('/', '_')}_${tag}`;
      const summary = scope(() => summaries.scalar(main_tag, value));
      const writer = this.all_writers!.get(folder) ?? this.#open(folder);
      this.all_writers!.set(folder, writer);
      writer.add_summary(summary, global_step, now);
    }
  }

  /** A tensor whole, with its dtype. Throws a ValueError for dtypes that TensorBoard does not know. */
  add_tensor(...args: typeof takes.tensor.args): void {
    const { tag, tensor, global_step, walltime } = takes.tensor.read(args);
    this.#add(() => summaries.tensor_proto(tag, tensor), global_step, walltime);
  }

  /**
   * How values are distributed: any shape. `bins` are TensorFlow's, or so many, where they end, or one of NumPy's
   * rules: 'auto', 'fd', 'doane', 'scott', 'stone', 'rice', 'sturges', 'sqrt'. Throws a ValueError where there is no
   * value.
   */
  add_histogram(...args: typeof takes.histogram.args): void {
    const { tag, values, global_step, bins, walltime, max_bins } = takes.histogram.read(args);
    const chosen = bins === 'tensorflow' ? this.default_bins : bins;
    this.#add(() => summaries.histogram(tag, values, chosen, max_bins), global_step, walltime);
  }

  /**
   * A histogram of which all is known: the upper limit of each bucket, and how many values are in it. Throws a
   * ValueError where there are more of one than of the other.
   */
  add_histogram_raw(...args: typeof takes.histogram_raw.args): void {
    const { tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts, global_step, walltime } =
      takes.histogram_raw.read(args);
    if (rowsOf(bucket_limits) !== rowsOf(bucket_counts)) {
      throw new ValueError('len(bucket_limits) != len(bucket_counts), see the document.');
    }
    this.#add(() => summaries.histogram_raw(tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts),
      global_step, walltime);
  }

  /**
   * A picture of numbers from 0 to 1, or of uint8 from 0 to 255: (3, H, W), or as `dataformats` names the dimensions.
   * Throws an AssertionError for names that do not fit.
   */
  add_image(...args: typeof takes.image.args): void {
    const { tag, img_tensor, global_step, walltime, dataformats } = takes.image.read(args);
    this.#add(() => summaries.image(tag, img_tensor, { dataformats }), global_step, walltime);
  }

  /** Pictures in a grid, eight in a row: (N, 1 or 3, H, W), or as `dataformats` names the dimensions. */
  add_images(...args: typeof takes.images.args): void {
    const { tag, img_tensor, global_step, walltime, dataformats } = takes.images.read(args);
    this.#add(() => summaries.image(tag, img_tensor, { dataformats }), global_step, walltime);
  }

  /**
   * A picture with boxes (N, 4) of left, top, right and bottom on it, `rescale` times as large; labels, one for each
   * box, need the package @resvg/resvg-js.
   */
  add_image_with_boxes(...args: typeof takes.boxes.args): void {
    const { tag, img_tensor, box_tensor, global_step, walltime, rescale, dataformats, labels } = takes.boxes.read(args);
    const named = typeof labels === 'string' ? [labels] : labels;
    const shown = named !== null && named.length === rowsOf(box_tensor) ? named : null;
    this.#add(() => summaries.image_boxes(tag, img_tensor, box_tensor, { rescale, dataformats, labels: shown }),
      global_step, walltime);
  }

  /**
   * A picture of `nodetorch/plot`, or several of one size, drawn as it is now. What holds something is closed then,
   * unless `close` is false. Resolves when it is written: wait for it before {@link close}.
   */
  async add_figure(...args: typeof takes.figure.args): Promise<void> {
    const { tag, figure, global_step, close, walltime } = takes.figure.read(args);
    const pixels = await figure_to_image(figure, close);
    this.add_image(tag, pixels, global_step, walltime, { dataformats: pixels.dim() === 4 ? 'NCHW' : 'CHW' });
    pixels.dispose();
  }

  /**
   * Videos (N, T, C, H, W) beside each other, as a GIF: of frames with more than 256 colours the nearest are taken.
   */
  add_video(...args: typeof takes.video.args): void {
    const { tag, vid_tensor, global_step, fps, walltime } = takes.video.read(args);
    this.#add(() => summaries.video(tag, vid_tensor, fps), global_step, walltime);
  }

  /** Sound between -1 and 1: (1, L). Throws an AssertionError for more than one channel. */
  add_audio(...args: typeof takes.audio.args): void {
    const { tag, snd_tensor, global_step, sample_rate, walltime } = takes.audio.read(args);
    this.#add(() => summaries.audio(tag, snd_tensor, sample_rate), global_step, walltime);
  }

  /** Text, which TensorBoard reads as Markdown. */
  add_text(...args: typeof takes.text.args): void {
    const { tag, text_string, global_step, walltime } = takes.text.read(args);
    this.#add(() => summaries.text(tag, text_string), global_step, walltime);
  }

  /**
   * The graph in a file of ONNX, which PyTorch's exporter writes: inputs, outputs and operators. Throws a ValueError
   * for what is no such file.
   */
  add_onnx_graph(...args: typeof takes.onnx.args): void {
    const [prototxt] = takes.onnx.list(args);
    this._get_file_writer().add_onnx_graph(load_onnx_graph(prototxt));
  }

  /**
   * The operators that a model calls for an input, or for several in a list, by the modules that call them. Sizes are
   * numbers here: where Python's trace follows them through operators of their own, this one has constants.
   */
  add_graph(...args: typeof takes.graph.args): void {
    const { model, input_to_model, verbose, use_strict_trace } = takes.graph.read(args);
    const profile = scope(() => graph(model, input_to_model, verbose, use_strict_trace));
    this._get_file_writer().add_graph(profile);
  }

  /**
   * Points (N, D) for the projector, with a label (or a list of them, one for each of `metadata_header`) and a picture
   * (N, C, H, W) for each. Throws an AssertionError where there are not N of them.
   */
  add_embedding(...args: typeof takes.embedding.args): void {
    const { mat, metadata, label_img, global_step, tag, metadata_header } = takes.embedding.read(args);
    scope(() => this.#addEmbedding(mat, metadata, label_img, global_step ?? 0, tag, metadata_header));
  }

  #addEmbedding(
    mat: ArrayData, metadata: readonly Label[] | null, label_img: ArrayData | null, step: number, tag: string,
    header: readonly string[] | null,
  ): void {
    const matrix = make_np(mat);
    const subdir = `${zfill(step)}/${encodedTag(tag)}`;
    const logdir = this._get_file_writer().get_logdir();
    const folder = join(logdir, subdir);
    makeFolder(folder);
    if (metadata !== null) {
      if (matrix.shape[0] !== metadata.length) throw new AssertionError('#labels should equal with #data points');
      writeLabels(metadata, folder, header);
    }
    const pictures = label_img === null ? null : make_np(label_img);
    if (pictures !== null) {
      if (matrix.shape[0] !== pictures.shape[0]) throw new AssertionError('#images should equal with #data points');
      writeSprite(pictures, folder);
    }
    if (matrix.dim() !== 2) throw new AssertionError('mat should be 2D, where mat.size(0) is the number of data points');
    writeMatrix(matrix, folder);
    this.#embeddings.push({
      tensor_name: `${tag}:${zfill(step)}`,
      ...(metadata === null ? {} : { metadata_path: `${subdir}/metadata.tsv` }),
      ...(pictures === null ? {} : {
        sprite: { image_path: `${subdir}/sprite.png`, single_image_dim: [pictures.shape[3]!, pictures.shape[2]!] },
      }),
      tensor_path: `${subdir}/tensors.tsv`,
    });
    writeConfig(this.#embeddings, logdir);
  }

  /** Precision and recall of labels and predictions of one shape, at up to 127 thresholds between 0 and 1. */
  add_pr_curve(...args: typeof takes.pr_curve.args): void {
    const { tag, labels, predictions, global_step, num_thresholds, weights, walltime } = takes.pr_curve.read(args);
    this.#add(() => summaries.pr_curve(tag, labels, predictions, num_thresholds, weights), global_step, walltime);
  }

  /** The same, of which all is known: a number for each threshold. */
  add_pr_curve_raw(...args: typeof takes.pr_curve_raw.args): void {
    const given = takes.pr_curve_raw.read(args);
    const { tag, precision, recall, global_step, num_thresholds, weights, walltime } = given;
    this.#add(() => summaries.pr_curve_raw(tag, given.true_positive_counts, given.false_positive_counts,
      given.true_negative_counts, given.false_negative_counts, precision, recall, num_thresholds, weights),
    global_step, walltime);
  }

  /** Scalars whose lines TensorBoard shows in one chart. */
  add_custom_scalars_multilinechart(...args: typeof takes.multiline.args): void {
    const [tags, category, title] = takes.multiline.list(args, 'SummaryWriter.add_custom_scalars_multilinechart');
    this.add_custom_scalars({ [category]: { [title]: ['Multiline', tags] } });
  }

  /** A scalar between two others, which TensorBoard shows as a margin. Throws an AssertionError for fewer, or more. */
  add_custom_scalars_marginchart(...args: typeof takes.margin.args): void {
    const [tags, category, title] = takes.margin.list(args, 'SummaryWriter.add_custom_scalars_marginchart');
    if (tags.length !== 3) throw new AssertionError(`Expected 3 tags, got ${tags.length}.`);
    this.add_custom_scalars({ [category]: { [title]: ['Margin', tags] } });
  }

  /** Charts of several scalars, in categories. Only the first layout of a writer counts. */
  add_custom_scalars(...args: typeof takes.layout.args): void {
    const [layout] = takes.layout.list(args);
    this.#add(() => summaries.custom_scalars(layout), null, null);
  }

  /** Meshes, or points in space: vertices, colours and faces of (B, N, 3); `config_dict` is for Three.js. */
  add_mesh(...args: typeof takes.mesh.args): void {
    const { tag, vertices, colors, faces, config_dict, global_step, walltime } = takes.mesh.read(args);
    this.#add(() => summaries.mesh(tag, vertices, colors, faces, config_dict), global_step, walltime);
  }

  /** Writes what waits. */
  flush(): void {
    for (const writer of this.all_writers?.values() ?? []) writer.flush();
  }

  /** Writes what waits, and closes the files. A writer that is used again begins new ones. */
  close(): void {
    for (const writer of this.all_writers?.values() ?? []) writer.close();
    this.file_writer = null;
    this.all_writers = null;
  }
  [Symbol.dispose](): void {
    this.close();
  }
}
