import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RuntimeError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { fromTypedArray } from '../../tensor/from_data.js';
import { signature } from '../../arguments/signature.js';
import type { CIFAR10Arguments } from '../../generated/signatures/vision.js';
import type { Image } from '../image/image.js';
import { StoredImages } from './stored.js';
import { download_and_extract_archive } from './utils.js';

const takes = signature(`CIFAR10[Sample, Target](
  root: str, train: bool = True, transform: Callable[[Image], Sample] = None,
  target_transform: Callable[[int], Target] = None, download: bool = False)`);

const side = 32;
const pixels = side * side;
const imageBytes = 3 * pixels;

/** How the files of a CIFAR dataset are laid out: records of labels and one image, planes of red, green and blue. */
interface Layout {
  readonly base_folder: string;
  readonly url: string;
  readonly filename: string;
  readonly md5: string;
  readonly train_list: readonly string[];
  readonly test_list: readonly string[];
  /** How many images each of the files has. */
  readonly count: (file: string) => number;
  /** How many bytes stand before an image; the last of them is the label. */
  readonly labels: number;
  /** The file with the names of the classes, a line each. */
  readonly meta: string;
}

/**
 * Photographs of ten kinds of things, 50,000 to train and 10,000 to test, 32 by 32 in colour
 * (`torchvision.datasets.CIFAR10`). Read from the binary version of the dataset in `root/cifar-10-batches-bin`;
 * `download: true` fetches it. `data` is a tensor of bytes (N, 32, 32, 3). Throws a RuntimeError that names the file
 * where one is missing or damaged.
 */
export class CIFAR10<Sample = Image, Target = number> extends StoredImages<Sample, Target> {
  static readonly layout: Layout = {
    base_folder: 'cifar-10-batches-bin',
    url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    filename: 'cifar-10-binary.tar.gz',
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
    train_list: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`),
    test_list: ['test_batch.bin'],
    count: () => 10_000,
    labels: 1,
    meta: 'batches.meta.txt',
  };

  train: boolean;
  targets: number[];
  classes: string[];

  constructor(...args: CIFAR10Arguments<Sample, Target>) {
    const { root, train, transform, target_transform, download } = takes.read(args);
    super({ root, transform, target_transform });
    this.train = train;
    const { layout } = this.constructor as typeof CIFAR10;
    const folder = join(this.root!, layout.base_folder);
    if (download && wrongFiles(folder, layout).length > 0) {
      download_and_extract_archive(layout.url, this.root!, { filename: layout.filename, md5: layout.md5 });
    }
    const wrong = wrongFiles(folder, layout);
    if (wrong.length > 0) {
      throw new RuntimeError('Dataset not found or corrupted. You can use download=True to download it ' +
        `(${wrong.join('; ')})`);
    }
    const files = train ? layout.train_list : layout.test_list;
    const { data, targets } = readRecords(files.map((file) => join(folder, file)), layout.labels);
    this.data = data;
    this.targets = targets;
    this.classes = readFileSync(join(folder, layout.meta), 'utf8').split(/\r?\n/).filter((line) => line !== '');
    const stranger = targets.find((target) => target >= this.classes.length);
    if (stranger !== undefined) {
      throw new RuntimeError(`${folder} is corrupt: there is a label ${stranger}, and only ${this.classes.length} ` +
        'classes. Delete it and get it again, with { download: true } for instance');
    }
  }

  get class_to_idx(): Record<string, number> {
    return Object.fromEntries(this.classes.map((name, i) => [name, i]));
  }

  protected override targetAt(index: number): number {
    return this.targets[index]!;
  }

  override extra_repr(): string {
    return `Split: ${this.train ? 'Train' : 'Test'}`;
  }
}

/** The files that are missing or have another length than they should. */
function wrongFiles(folder: string, { train_list, test_list, count, labels, meta }: Layout): string[] {
  const wrong = [...train_list, ...test_list].flatMap((file) => {
    const path = join(folder, file);
    const wanted = count(file) * (labels + imageBytes);
    const length = statSync(path, { throwIfNoEntry: false })?.size;
    if (length === undefined) return [`${path} is missing`];
    return length === wanted ? [] : [`${path} is corrupt: it has ${length} bytes, not ${wanted}`];
  });
  return existsSync(join(folder, meta)) ? wrong : [...wrong, `${join(folder, meta)} is missing`];
}

function readRecords(paths: readonly string[], labels: number): { data: Tensor; targets: number[] } {
  const files = paths.map((path) => readFileSync(path));
  const record = labels + imageBytes;
  const count = files.reduce((sum, file) => sum + file.length / record, 0);
  const data = new Uint8Array(count * imageBytes);
  const targets: number[] = [];
  for (const file of files) {
    for (let at = 0; at < file.length; at += record) {
      interleave(file, at + labels, data, targets.length * imageBytes);
      targets.push(file[at + labels - 1]!);
    }
  }
  return { data: fromTypedArray(data, [count, side, side, 3], undefined), targets };
}

/** Planes to pixels. */
function interleave(from: Uint8Array, start: number, to: Uint8Array, put: number): void {
  for (let i = 0; i < pixels; i++) {
    to[put + 3 * i] = from[start + i]!;
    to[put + 3 * i + 1] = from[start + pixels + i]!;
    to[put + 3 * i + 2] = from[start + 2 * pixels + i]!;
  }
}

/** As {@link CIFAR10}, of a hundred kinds (`torchvision.datasets.CIFAR100`). */
export class CIFAR100<Sample = Image, Target = number> extends CIFAR10<Sample, Target> {
  static override readonly layout: Layout = {
    base_folder: 'cifar-100-binary',
    url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
    filename: 'cifar-100-binary.tar.gz',
    md5: '03b5dce01913d631647c71ecec9e9cb8',
    train_list: ['train.bin'],
    test_list: ['test.bin'],
    count: (file) => (file === 'train.bin' ? 50_000 : 10_000),
    labels: 2,
    meta: 'fine_label_names.txt',
  };
}
