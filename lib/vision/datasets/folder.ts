import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ValueError } from '../../values/errors.js';
import { signature } from '../../arguments/signature.js';
import type { DatasetFolderArguments, ImageFolderArguments } from '../../generated/signatures/vision.js';
import { OSError } from '../image/errors.js';
import { Image } from '../image/image.js';
import { open, openAll } from '../image/open.js';
import { transformedSamples } from './stored.js';
import { changed, VisionDataset } from './vision.js';

/** A folder or file that is not there (Python's `FileNotFoundError`). */
export class FileNotFoundError extends OSError {
  override name = 'FileNotFoundError';
}

/** The endings of files that are pictures. */
export const IMG_EXTENSIONS: readonly string[] = [
  '.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp',
];

/** Whether a file's name ends in one of the extensions, in upper or lower case. */
export const has_file_allowed_extension = signature(
  'has_file_allowed_extension(filename: str, extensions: str | Sequence[str]) -> bool').define((filename, extensions) => {
  const list = typeof extensions === 'string' ? [extensions] : extensions;
  return list.some((extension) => filename.toLowerCase().endsWith(extension));
});

/** Whether a file's name is that of a picture. */
export const is_image_file = signature('is_image_file(filename: str) -> bool').define((filename) =>
  has_file_allowed_extension(filename, IMG_EXTENSIONS));

/** By code points, as Python sorts text. */
const byCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The folders in a folder, sorted, and their numbers. Throws a FileNotFoundError where there is none. */
export const find_classes = signature('find_classes(directory: str) -> tuple[list[str], dict[str, int]]').define(
  (directory) => {
    const classes = entriesOf(directory).folders;
    if (classes.length === 0) throw new FileNotFoundError(`Couldn't find any class folder in ${directory}.`);
    return [classes, Object.fromEntries(classes.map((name, i) => [name, i]))];
  });

function entriesOf(directory: string): { folders: string[]; files: string[] } {
  let names: string[];
  try {
    names = readdirSync(directory).sort(byCodePoints);
  } catch (error) {
    throw new FileNotFoundError(`No such file or directory: '${directory}' (${(error as Error).message})`);
  }
  const [folders, files]: [string[], string[]] = [[], []];
  for (const name of names) {
    // Links are followed, and those that lead nowhere left out.
    const found = statSync(join(directory, name), { throwIfNoEntry: false });
    if (found?.isDirectory() === true) folders.push(name);
    else if (found?.isFile() === true) files.push(name);
  }
  return { folders, files };
}

/** Every folder below a folder with its files, in the order of their paths. */
function walked(directory: string): { path: string; files: string[] }[] {
  const found: { path: string; files: string[] }[] = [];
  const visit = (path: string): void => {
    const { folders, files } = entriesOf(path);
    found.push({ path, files });
    for (const name of folders) visit(join(path, name));
  };
  visit(directory);
  return found.sort((a, b) => byCodePoints(a.path, b.path));
}

/**
 * The paths and classes of the files below the class folders (`torchvision.datasets.folder.make_dataset`), chosen by
 * their extensions or by a function. Throws a FileNotFoundError for classes without files.
 */
export const make_dataset = signature(`make_dataset(
  directory: str, class_to_idx: dict[str, int] = None, extensions: str | Sequence[str] = None,
  is_valid_file: Callable[[str], bool] = None, allow_empty: bool = False) -> list[tuple[str, int]]`).define((
  directory, class_to_idx, extensions, is_valid_file, allow_empty,
) => {
  const indices = class_to_idx ?? find_classes(directory)[1];
  if (Object.keys(indices).length === 0) {
    throw new ValueError("'class_to_index' must have at least one entry to collect any samples.");
  }
  if ((extensions === null) === (is_valid_file === null)) {
    throw new ValueError('Both extensions and is_valid_file cannot be None or not None at the same time');
  }
  const valid = is_valid_file ?? ((path: string) => has_file_allowed_extension(path, extensions!));
  const samples: [string, number][] = [];
  const empty: string[] = [];
  for (const name of Object.keys(indices).sort(byCodePoints)) {
    const folder = join(directory, name);
    const there = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    const paths = (there ? walked(folder) : []).flatMap(({ path, files }) => files.map((file) => join(path, file)));
    const chosen = paths.filter(valid);
    for (const path of chosen) samples.push([path, indices[name]!]);
    if (chosen.length === 0) empty.push(name);
  }
  if (empty.length > 0 && !allow_empty) {
    const supported = typeof extensions === 'string' ? extensions : extensions?.join(', ');
    throw new FileNotFoundError(`Found no valid file for the classes ${empty.join(', ')}. ` +
      (supported === undefined ? '' : `Supported extensions are: ${supported}`));
  }
  return samples;
});

const takes = {
  DatasetFolder: signature(`DatasetFolder[Loaded, Sample, Target](
    root: str, loader: Callable[[str], Loaded], extensions: Sequence[str] = None,
    transform: Callable[[Loaded], Sample] = None, target_transform: Callable[[int], Target] = None,
    is_valid_file: Callable[[str], bool] = None, allow_empty: bool = False)`),
  find_classes: signature('DatasetFolder.find_classes(self, directory: str)'),
  // Without a loader it is default_loader.
  ImageFolder: signature(`ImageFolder[Sample, Target](
    root: str, transform: Callable[[Image], Sample] = None, target_transform: Callable[[int], Target] = None,
    loader: Callable[[str], Image] = None, is_valid_file: Callable[[str], bool] = None, allow_empty: bool = False)`),
};

/**
 * Files in folders, one for each class (`torchvision.datasets.DatasetFolder`): `root/class/…/file`, loaded by
 * `loader` when they are asked for.
 */
export class DatasetFolder<Loaded, Sample = Loaded, Target = number> extends VisionDataset<[Sample, Target]> {
  loader: (path: string) => Loaded;
  extensions: readonly string[] | null;
  classes: string[];
  class_to_idx: Record<string, number>;
  /** Path and number of the class of each sample. */
  samples: [path: string, target: number][];
  targets: number[];

  constructor(...args: DatasetFolderArguments<Loaded, Sample, Target>) {
    const { root, loader, extensions, transform, target_transform, is_valid_file, allow_empty } =
      takes.DatasetFolder.read(args);
    super({ root, transform, target_transform });
    [this.classes, this.class_to_idx] = this.find_classes(this.root!);
    this.samples = make_dataset(this.root!, this.class_to_idx, extensions, is_valid_file, allow_empty);
    this.loader = loader as (path: string) => Loaded;
    this.extensions = extensions;
    this.targets = this.samples.map(([, target]) => target);
  }

  /** The classes of a folder; a subclass may find others. */
  find_classes(...args: typeof takes.find_classes.args): [classes: string[], class_to_idx: Record<string, number>] {
    return find_classes(...takes.find_classes.list(args));
  }

  override __len__(): number {
    return this.samples.length;
  }

  override __getitem__(index: number): [Sample, Target] {
    const [path, target] = sampleAt(this.samples, index);
    return [changed(this.transform, this.loader(path)) as Sample, changed(this.target_transform, target) as Target];
  }
}

function sampleAt(samples: readonly [string, number][], index: number): [string, number] {
  const sample = samples.at(index);
  if (sample === undefined || !Number.isInteger(index)) throw new RangeError('list index out of range');
  return sample;
}

/** The picture in a file, in RGB. */
export const default_loader = signature('default_loader(path: str) -> Image').define((path) =>
  open(path).convert('RGB'));

/**
 * Pictures in folders, one for each class (`torchvision.datasets.ImageFolder`). The files of a batch are decoded at the
 * same time.
 */
export class ImageFolder<Sample = Image, Target = number> extends DatasetFolder<Image, Sample, Target> {
  /** Another name of `samples`. */
  imgs: [path: string, target: number][];

  constructor(...args: ImageFolderArguments<Sample, Target>) {
    const [root, transform, target_transform, loader, is_valid_file, allow_empty] = takes.ImageFolder.list(args);
    super(
      root, loader ?? default_loader, is_valid_file === null ? IMG_EXTENSIONS : null,
      transform as ((image: Image) => Sample) | null, target_transform as ((target: number) => Target) | null,
      is_valid_file, allow_empty);
    this.imgs = this.samples;
  }

  /** The samples of a batch. */
  __getitems__(indices: readonly number[]): Iterable<[Sample, Target]> {
    const chosen = indices.map((index) => sampleAt(this.samples, index));
    const paths = chosen.map(([path]) => path);
    const images = this.loader === default_loader ? openAll(paths).map((image) => image.convert('RGB'))
      : paths.map((path) => this.loader(path));
    if (images.every((image) => image instanceof Image)) {
      return transformedSamples(this, images, chosen.map(([, target]) => target));
    }
    return images.map((image, i) => [
      changed(this.transform, image) as Sample, changed(this.target_transform, chosen[i]![1]) as Target,
    ]);
  }
}
