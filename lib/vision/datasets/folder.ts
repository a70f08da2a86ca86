import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ValueError } from '../../values/errors.js';
import { optionsOf } from '../../arguments/named.js';
import { byName } from '../arguments.js';
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
export function has_file_allowed_extension(filename: string, extensions: string | readonly string[]): boolean {
  const list = typeof extensions === 'string' ? [extensions] : extensions;
  return list.some((extension) => filename.toLowerCase().endsWith(extension));
}

/** Whether a file's name is that of a picture. */
export function is_image_file(filename: string): boolean {
  return has_file_allowed_extension(filename, IMG_EXTENSIONS);
}

/** By code points, as Python sorts text. */
const byCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The folders in a folder, sorted, and their numbers. Throws a FileNotFoundError where there is none. */
export function find_classes(directory: string): [classes: string[], class_to_idx: Record<string, number>] {
  const classes = entriesOf(directory).folders;
  if (classes.length === 0) throw new FileNotFoundError(`Couldn't find any class folder in ${directory}.`);
  return [classes, Object.fromEntries(classes.map((name, i) => [name, i]))];
}

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

export interface MakeOptions {
  readonly extensions?: string | readonly string[] | null;
  readonly is_valid_file?: ((path: string) => boolean) | null;
  readonly allow_empty?: boolean;
}

/**
 * The paths and classes of the files below the class folders (`torchvision.datasets.folder.make_dataset`), chosen by
 * their extensions or by a function. Throws a FileNotFoundError for classes without files.
 */
export function make_dataset(
  directory: string, class_to_idx: Readonly<Record<string, number>> | null = null, options?: MakeOptions,
): [path: string, target: number][] {
  const { extensions = null, is_valid_file = null, allow_empty = false } = optionsOf(
    'make_dataset', options, ['extensions', 'is_valid_file', 'allow_empty']);
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
}

interface FolderArguments<Loaded, Sample, Target> {
  readonly loader?: (path: string) => Loaded;
  readonly extensions?: readonly string[] | null;
  readonly transform?: ((loaded: Loaded) => Sample) | null;
  readonly target_transform?: ((target: number) => Target) | null;
  readonly is_valid_file?: ((path: string) => boolean) | null;
  readonly allow_empty?: boolean;
}
const folderNames = [
  'root', 'loader', 'extensions', 'transform', 'target_transform', 'is_valid_file', 'allow_empty',
] as const;

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

  constructor(
    root: string, loader: (path: string) => Loaded, options: Omit<FolderArguments<Loaded, Sample, Target>, 'loader'>);
  constructor(
    root: string, loader: (path: string) => Loaded, extensions?: readonly string[] | null,
    transform?: ((loaded: Loaded) => Sample) | null, target_transform?: ((target: number) => Target) | null,
    is_valid_file?: ((path: string) => boolean) | null, allow_empty?: boolean);
  constructor(...args: readonly unknown[]) {
    const given = byName<FolderArguments<Loaded, Sample, Target> & { root: string }>(
      'DatasetFolder.__init__', folderNames, 2, args.filter((arg) => arg !== undefined));
    const { root, extensions = null, transform = null, target_transform = null, is_valid_file = null } = given;
    super({ root, transform, target_transform });
    [this.classes, this.class_to_idx] = this.find_classes(this.root!);
    this.samples = make_dataset(this.root!, this.class_to_idx, {
      extensions, is_valid_file, allow_empty: given.allow_empty ?? false,
    });
    this.loader = given.loader!;
    this.extensions = extensions;
    this.targets = this.samples.map(([, target]) => target);
  }

  /** The classes of a folder; a subclass may find others. */
  find_classes(directory: string): [classes: string[], class_to_idx: Record<string, number>] {
    return find_classes(directory);
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
export function default_loader(path: string): Image {
  return open(path).convert('RGB');
}

type ImageFolderArguments<Sample, Target> = Omit<FolderArguments<Image, Sample, Target>, 'extensions'>;
const imageFolderNames = ['root', 'transform', 'target_transform', 'loader', 'is_valid_file', 'allow_empty'] as const;

/**
 * Pictures in folders, one for each class (`torchvision.datasets.ImageFolder`). The files of a batch are decoded at the
 * same time.
 */
export class ImageFolder<Sample = Image, Target = number> extends DatasetFolder<Image, Sample, Target> {
  /** Another name of `samples`. */
  imgs: [path: string, target: number][];

  constructor(root: string, options: ImageFolderArguments<Sample, Target>);
  constructor(
    root: string, transform?: ((image: Image) => Sample) | null, target_transform?: ((target: number) => Target) | null,
    loader?: (path: string) => Image, is_valid_file?: ((path: string) => boolean) | null, allow_empty?: boolean);
  constructor(...args: readonly unknown[]) {
    const given = byName<ImageFolderArguments<Sample, Target> & { root: string }>(
      'ImageFolder.__init__', imageFolderNames, 1, args.filter((arg) => arg !== undefined));
    const { root, loader = default_loader, is_valid_file = null, ...rest } = given;
    super(root, loader, { ...rest, is_valid_file, extensions: is_valid_file === null ? IMG_EXTENSIONS : null });
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
