// Datasets against torchvision's (scripts/golden/vision_datasets.py), on real digits; and what happens to bad files.
import { createHash } from 'node:crypto';
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as torch from 'nodetorch';
import { DataLoader, default_collate, Subset } from 'nodetorch/utils/data';
import * as random from 'nodetorch/python_random';
import * as datasets from 'nodetorch/vision/datasets';
import * as Image from 'nodetorch/vision/image';
import * as transforms from 'nodetorch/vision/transforms';
import { afterAll, describe, expect, test } from 'vitest';
import { fileServer } from '../hub/file_server.js';

type Digest = [dtype: string, shape: number[], md5: string];
const golden = JSON.parse(readFileSync(new URL('../golden/vision_datasets.json', import.meta.url), 'utf8')) as {
  mnist: Record<string, { text: string; batches: [Digest, Digest][] }> & {
    plain: {
      text: string; bytes: string; label: number; counts: number[]; classes: Record<string, number>; sum: number;
    };
  };
  folder: {
    text: string; classes: string[]; class_to_idx: Record<string, number>; targets: number[]; samples: string[];
    images: Digest; labels: number[];
  };
  fake: { text: string; samples: [Digest, number][]; after: number };
};

const temporary = mkdtempSync(join(tmpdir(), 'nodetorch-vision-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function digest(tensor: torch.Tensor): Digest {
  const bytes = tensor.contiguous().numpy();
  return [String(tensor.dtype), [...tensor.shape], createHash('md5').update(bytes).digest('hex')];
}

const pipelines: Record<string, (image: Image.Image) => torch.Tensor> = {
  resize: new transforms.Compose([new transforms.Resize([32, 32]), new transforms.ToTensor()]),
  normalize: new transforms.Compose([
    new transforms.Resize(16), new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081]),
  ]),
  'to tensor': new transforms.ToTensor(),
  bytes: new transforms.Compose([new transforms.PILToTensor(), new transforms.ConvertImageDtype(torch.float64)]),
  random: new transforms.Compose([
    new transforms.Resize(30), new transforms.RandomCrop(28), new transforms.RandomRotation(15),
    new transforms.RandomHorizontalFlip(), new transforms.ToTensor(), new transforms.Normalize([0.5], [0.5]),
  ]),
  erasing: new transforms.Compose([new transforms.ToTensor(), new transforms.RandomErasing(0.7)]),
};

/** The same dataset for a loader that asks for one sample at a time. */
class OneByOne<Sample> {
  readonly dataset: { __getitem__(index: number): Sample; __len__(): number };

  constructor(dataset: { __getitem__(index: number): Sample; __len__(): number }) {
    this.dataset = dataset;
  }
  __getitem__(index: number): Sample {
    return this.dataset.__getitem__(index);
  }
  __len__(): number {
    return this.dataset.__len__();
  }
}

function firstBatches(dataset: datasets.MNIST<torch.Tensor> | OneByOne<[torch.Tensor, number]>): [Digest, Digest][] {
  torch.manual_seed(3);
  random.seed(3);
  const found: [Digest, Digest][] = [];
  for (const [images, labels] of new DataLoader(dataset, { batch_size: 50, shuffle: true })) {
    found.push([digest(images), digest(labels)]);
    if (found.length === 3) break;
  }
  return found;
}

describe('MNIST, from the package', () => {
  test.each(Object.keys(pipelines))('%s: shuffled batches are those of torchvision to the last bit', (name) => {
    const dataset = new datasets.MNIST('ROOT', { train: false, transform: pipelines[name]! });
    expect(String(dataset)).toBe(golden.mnist[name]!.text);
    expect(firstBatches(dataset)).toEqual(golden.mnist[name]!.batches);
    expect(firstBatches(new OneByOne(dataset)), 'one by one').toEqual(golden.mnist[name]!.batches);
  });

  test('without transforms there are pictures and numbers', () => {
    const { plain } = golden.mnist;
    const dataset = new datasets.MNIST('ROOT', { target_transform: new transforms.Lambda((x: number) => x) });
    expect(String(dataset)).toBe(plain.text);
    const [image, label] = dataset.index(7);
    expect(image).toBeInstanceOf(Image.Image);
    expect(createHash('md5').update(image.tobytes()).digest('hex')).toBe(plain.bytes);
    expect(label).toBe(plain.label);
    expect(dataset.class_to_idx).toEqual(plain.classes);
    expect(torch.bincount(dataset.targets).tolist()).toEqual(plain.counts);
    expect(dataset.data.sum().item()).toBe(plain.sum);
    expect(dataset.index(-1)[1]).toBe(dataset.index(59_999)[1]);
    expect(() => dataset.index(60_000)).toThrow('index 60000 is out of bounds for dimension 0 with size 60000');
    expect([...dataset.__getitems__([3, 4])].map(([each]) => each)).toEqual([dataset.index(3)[0], dataset.index(4)[0]]);
  });

  test('data and targets may be cut and changed', () => {
    const dataset = new datasets.MNIST('ROOT', false, new transforms.ToTensor());
    dataset.data = dataset.data.index(':100', '2:-2', '2:-2');
    dataset.targets = dataset.targets.index(':100');
    expect(dataset.length).toBe(100);
    const before = dataset.index(5)[0];
    expect([...before.shape]).toEqual([1, 24, 24]);
    dataset.data.index_put_([5], 255);
    expect(dataset.index(5)[0].min().item()).toBe(1);
    const [images, labels] = default_collate(dataset.__getitems__([5, 6])) as unknown as [torch.Tensor, torch.Tensor];
    expect(torch.equal(images.index(1), dataset.index(6)[0])).toBe(true);
    expect(labels.tolist()).toEqual([dataset.index(5)[1], dataset.index(6)[1]]);
  });

  test('a subset and a function as collate_fn get the samples', () => {
    const dataset = new datasets.MNIST('ROOT', { train: false, transform: new transforms.ToTensor() });
    const subset = new Subset(dataset, [4, 2, 9]);
    const [[images, labels]] = [...new DataLoader(subset, { batch_size: 3 })] as [[torch.Tensor, torch.Tensor]];
    expect(torch.equal(images, torch.stack([4, 2, 9].map((i) => dataset.index(i)[0])))).toBe(true);
    expect(labels.tolist()).toEqual([4, 2, 9].map((i) => dataset.index(i)[1]));
    const own = new DataLoader(subset, {
      batch_size: 2, collate_fn: (samples: [torch.Tensor, number][]) => samples.map(([, label]) => label),
    });
    expect([...own]).toEqual([[4, 2].map((i) => dataset.index(i)[1]), [dataset.index(9)[1]]]);
  });

  test('targets are transformed after their own image, so that draws stay in order', () => {
    const draw = (): number => torch.rand(1).item();
    const make = (): datasets.MNIST<torch.Tensor, number> => new datasets.MNIST('ROOT', {
      train: false, target_transform: draw,
      transform: new transforms.Compose([new transforms.RandomCrop(20), new transforms.ToTensor()]),
    });
    torch.manual_seed(1);
    const together = default_collate(make().__getitems__([1, 2, 3])) as unknown as [torch.Tensor, torch.Tensor];
    torch.manual_seed(1);
    const apart = default_collate([1, 2, 3].map((i) => make().__getitem__(i))) as [torch.Tensor, torch.Tensor];
    expect(torch.equal(together[0], apart[0])).toBe(true);
    expect(together[1].dtype).toBe(torch.float64);
    expect(together[1].tolist()).toEqual(apart[1].tolist());
  });

  test('a subclass of a transform with a forward of its own is asked for every sample', () => {
    class Inverted extends transforms.ToTensor {
      override forward(image: Image.Image): torch.Tensor {
        return super.forward(image).neg().add(1);
      }
    }
    const dataset = new datasets.MNIST('ROOT', { train: false, transform: new Inverted() });
    const [images] = default_collate(dataset.__getitems__([0, 1])) as unknown as [torch.Tensor];
    expect(torch.equal(images.index(0), dataset.index(0)[0])).toBe(true);
    expect(images.index(0, 0, 0, 0).item()).toBe(1);
  });
});

const one = (type: number, sizes: number[], data: number[]): Buffer => Buffer.concat([
  Buffer.from([0, 0, type, sizes.length]), ...sizes.map((size) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(size);
    return bytes;
  }), Buffer.from(data),
]);
const rawFiles: Record<string, Buffer> = {
  'train-images-idx3-ubyte': one(8, [3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  'train-labels-idx1-ubyte': one(8, [3], [2, 0, 1]),
  't10k-images-idx3-ubyte': one(8, [1, 2, 2], [9, 9, 9, 9]),
  't10k-labels-idx1-ubyte': one(8, [1], [1]),
};
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A folder with the four small files, some of them changed. */
function rootWith(name: string, change: Record<string, Buffer> = {}): string {
  const folder = join(temporary, name, 'Small', 'raw');
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries({ ...rawFiles, ...change })) writeFileSync(join(folder, file), bytes);
  return join(temporary, name);
}

class Small extends datasets.MNIST {
  static override readonly package = null;
}

describe('files in the format of MNIST', () => {
  test('are read from the folder of the class', () => {
    const dataset = new Small(rootWith('good'));
    expect(dataset.data.tolist()).toEqual([[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]]);
    expect([dataset.targets.tolist(), dataset.targets.dtype]).toEqual([[2, 0, 1], torch.int64]);
    expect(new Small(join(temporary, 'good'), false).length).toBe(1);
  });

  test.each([
    ['cut', rawFiles['train-images-idx3-ubyte']!.subarray(0, 20), 'it should have 12 bytes of data, and has 4'],
    ['too long', Buffer.concat([rawFiles['train-images-idx3-ubyte']!, Buffer.from([1])]), 'bytes of data, and has 13'],
    ['empty', Buffer.alloc(0), 'it has only 0 bytes'],
    ['a web page', Buffer.from('<html>not found</html>'), 'it starts with 0x3c68746d, which no IDX file does'],
    ['with absurd sizes', one(8, [0xffffffff, 0xffffffff, 0xffffffff], []), 'bytes of data, and has 0'],
    ['a bad gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'it cannot be unpacked'],
  ])('a file that is %s is named, with the cure', (name, bytes, text) => {
    const root = rootWith(`bad ${name}`, { 'train-images-idx3-ubyte': bytes });
    expect(() => new Small(root)).toThrow(text);
    expect(() => new Small(root)).toThrow(join('Small', 'raw', 'train-images-idx3-ubyte'));
    expect(() => new Small(root)).toThrow('Delete it and get it again, with { download: true } for instance');
  });

  test('images and labels of different numbers, dtypes and dimensions are refused', () => {
    const labels = 'train-labels-idx1-ubyte';
    expect(() => new Small(rootWith('two', { [labels]: one(8, [2], [1, 2]) }))).toThrow('have 3 images and 2 labels');
    expect(() => new Small(rootWith('type', { [labels]: one(9, [3], [1, 2, 3]) }))).toThrow(
      'x should be of dtype torch.uint8 instead of torch.int8');
    expect(() => new Small(rootWith('rank', { [labels]: one(8, [3, 1], [1, 2, 3]) }))).toThrow(
      'x should have 1 dimension instead of 2');
  });

  test('nothing there, and no download: says so', () => {
    expect(() => new Small(join(temporary, 'nothing'))).toThrow(
      'Dataset not found. You can use download=True to download it');
    expect(() => new datasets.MNIST({} as never)).toThrow("missing 1 required positional argument: 'root'");
    expect(() => new datasets.MNIST('x', { tain: true } as never)).toThrow("Did you mean 'train'?");
  });
});

describe('downloads', () => {
  const archives = Object.fromEntries(
    Object.entries(rawFiles).map(([name, bytes]) => [`${name}.gz`, gzipSync(Buffer.concat([bytes]))]));
  // Large enough to arrive in more than one piece.
  const large = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));

  test('only what is missing is fetched, a mirror that fails is passed over', async () => {
    const server = await fileServer(archives);
    try {
      class Fetched extends Small {
        static override readonly mirrors = [`${server.url}/nowhere/`, `${server.url}/`];
        static override readonly resources = Object.entries(archives).map(([filename, bytes]) => ({
          filename, md5: md5(bytes),
        }));
      }
      const root = join(temporary, 'fetched');
      const raw = join(root, 'Fetched', 'raw');
      mkdirSync(raw, { recursive: true });
      writeFileSync(join(raw, 't10k-labels-idx1-ubyte'), rawFiles['t10k-labels-idx1-ubyte']!);
      expect(new Fetched(root, { download: true }).targets.tolist()).toEqual([2, 0, 1]);
      expect(new Fetched(root, { download: true, train: false }).length).toBe(1);
      const asked = (await server.requests()).map(({ path }) => path);
      expect(asked.filter((path) => !path.startsWith('/nowhere'))).toEqual(
        Object.keys(archives).filter((name) => !name.startsWith('t10k-labels')).map((name) => `/${name}`));
    } finally {
      await server.close();
    }
  });

  test('a broken transfer goes on where it stopped', async () => {
    const server = await fileServer({ 'large.bin': large });
    try {
      const folder = join(temporary, 'resumed');
      mkdirSync(folder);
      writeFileSync(join(folder, `large.bin.${md5(large)}.part`), large.subarray(0, 100_000));
      datasets.utils.download_url(`${server.url}/large.bin`, folder, { md5: md5(large) });
      expect(readFileSync(join(folder, 'large.bin'))).toEqual(large);
      expect(await server.requests()).toEqual([{ path: '/large.bin', range: 'bytes=100000-' }]);
      expect(readdirSync(folder)).toEqual(['large.bin']);
      datasets.utils.download_url(`${server.url}/large.bin`, folder, { md5: md5(large) });
      expect(await server.requests()).toEqual([]);
    } finally {
      await server.close();
    }
  });

  test('a wrong sum, a missing file and a server that hangs up are told apart, and leave nothing behind', async () => {
    const server = await fileServer({ 'large.bin': large, 'cut.bin': large });
    try {
      const folder = join(temporary, 'failed');
      const get = (name: string, sum: string | null = null): void =>
        datasets.utils.download_url([`${server.url}/${name}`], folder, { md5: sum });
      expect(() => get('large.bin', '0'.repeat(32))).toThrow(/large\.bin, got:\nFile not found or corrupted\./);
      expect(() => get('absent.bin')).toThrow(/Error downloading absent\.bin:\nTried .*got:\nHTTP Error 404/s);
      await server.cutAfter(1000);
      expect(() => get('cut.bin')).toThrow(/Error downloading cut\.bin/);
      expect(readdirSync(folder).filter((name) => !name.endsWith('.part'))).toEqual([]);
    } finally {
      await server.close();
    }
    expect(() => datasets.utils.download_url(`${server.url}/x`, join(temporary, 'off'))).toThrow(/ECONNREFUSED/);
  });
});

describe('archives', () => {
  /** A tar archive of files, as the format has it. */
  function tar(files: Record<string, Buffer>): Buffer {
    const parts = Object.entries(files).flatMap(([name, data]) => {
      const header = Buffer.alloc(512);
      header.write(name, 0);
      header.write('0000644\0', 100);
      header.write(data.length.toString(8).padStart(11, '0'), 124);
      // The sum counts its own field as spaces; the type stands behind it.
      header.write('        0', 148);
      header.write('ustar', 257);
      header.write(header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0') + '\0 ', 148);
      return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
    });
    return Buffer.concat([...parts, Buffer.alloc(1024)]);
  }
  const put = (name: string, bytes: Buffer): string => {
    const path = join(temporary, name);
    writeFileSync(path, bytes);
    return path;
  };

  test('are unpacked, gzipped or not', () => {
    const files = { 'a/b.txt': Buffer.from('one'), 'c.bin': Buffer.alloc(700, 5) };
    for (const path of [put('x.tar', tar(files)), put('y.tar.gz', gzipSync(tar(files)))]) {
      const folder = `${path}.out`;
      datasets.utils.extract_archive(path, folder);
      expect(readFileSync(join(folder, 'a/b.txt'), 'utf8')).toBe('one');
      expect(readFileSync(join(folder, 'c.bin'))).toEqual(files['c.bin']);
    }
    datasets.utils.extract_archive(put('z.txt.gz', gzipSync('hello')));
    expect(readFileSync(join(temporary, 'z.txt'), 'utf8')).toBe('hello');
  });

  test('that are damaged or would write elsewhere are refused', () => {
    const extract = (path: string): string => datasets.utils.extract_archive(path, join(temporary, 'out'));
    expect(() => extract(put('e1.tar', tar({ '../evil': Buffer.from('x') })))).toThrow("'../evil' would lie elsewhere");
    expect(() => extract(put('e2.tar', tar({ '/etc/evil': Buffer.from('x') })))).toThrow('would lie elsewhere');
    expect(() => extract(put('e3.tar', tar({ a: Buffer.alloc(900) }).subarray(0, 1000)))).toThrow('e3.tar is corrupt');
    expect(() => extract(put('e4.tar', Buffer.alloc(2048, 7)))).toThrow('a header is damaged');
    expect(() => extract(put('e5.tar.gz', Buffer.from('nope')))).toThrow('e5.tar.gz is corrupt: it cannot be unpacked');
    expect(() => extract(put('e6.rar', Buffer.from('nope')))).toThrow("Unknown compression or archive type: 'e6.rar'");
    expect(existsSync(join(temporary, 'evil'))).toBe(false);
  });

  test('CIFAR is read from its binary files, planes become pixels', () => {
    class Tiny<Sample = Image.Image> extends datasets.CIFAR100<Sample> {
      static override readonly layout = {
        ...datasets.CIFAR100.layout, train_list: ['train.bin'], test_list: ['test.bin'], count: () => 2,
      };
    }
    const record = (coarse: number, fine: number, seed: number): Buffer => Buffer.concat([
      Buffer.from([coarse, fine]), Buffer.from(Array.from({ length: 3072 }, (_, i) => (i + seed) % 256)),
    ]);
    const root = join(temporary, 'cifar');
    const path = join(root, 'cifar-100-binary', 'train.bin');
    const write = (name: string, data: Buffer | string): void => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(join(dirname(path), name), data);
    };
    expect(() => new Tiny(root)).toThrow(`${path} is missing`);
    write('train.bin', Buffer.concat([record(1, 2, 0), record(0, 1, 5)]));
    write('test.bin', Buffer.concat([record(0, 0, 1), record(0, 1, 2)]));
    write('fine_label_names.txt', 'apple\nbear\nclock\n\n');
    const dataset = new Tiny(root, { transform: new transforms.PILToTensor() });
    expect([dataset.length, dataset.targets, dataset.classes]).toEqual([2, [2, 1], ['apple', 'bear', 'clock']]);
    const expected = torch.arange(3072).add(5).remainder(256).to(torch.uint8).view(3, 32, 32);
    expect(torch.equal(dataset.index(1)[0], expected)).toBe(true);
    const [images, labels] = default_collate(dataset.__getitems__([1, 0])) as unknown as [torch.Tensor, torch.Tensor];
    expect(torch.equal(images.index(0), expected)).toBe(true);
    expect(labels.tolist()).toEqual([1, 2]);
    expect(String(dataset)).toContain('Dataset Tiny\n    Number of datapoints: 2\n');

    write('fine_label_names.txt', 'apple\n');
    expect(() => new Tiny(root)).toThrow('there is a label 2, and only 1 classes');
    truncateSync(path, 3000);
    expect(() => new Tiny(root)).toThrow(`${path} is corrupt: it has 3000 bytes, not 6148`);
  });
});

describe('pictures in folders', async () => {
  const { default: sharp } = await import('sharp');
  const root = join(temporary, 'folder');
  for (const [i, name] of ['cat', 'dog', 'Zebra'].entries()) {
    mkdirSync(join(root, name, 'more'), { recursive: true });
    for (let j = 0; j < 2; j++) {
      const pixels = Uint8Array.from({ length: 6 * 4 * 3 }, (_, k) => (i * 50 + j * 20 + k * 7) % 256);
      await sharp(pixels, { raw: { width: 6, height: 4, channels: 3 } }).png()
        .toFile(join(root, name, j === 1 ? 'more' : '.', `${j}.png`));
    }
    writeFileSync(join(root, name, 'notes.txt'), 'no picture');
  }
  const named = (text: string): string => text.replaceAll(root, 'ROOT');

  test('are found, decoded and labelled as by torchvision', () => {
    const dataset = new datasets.ImageFolder(root, new transforms.ToTensor());
    expect(named(String(dataset))).toBe(golden.folder.text);
    expect(dataset.classes).toEqual(golden.folder.classes);
    expect(dataset.class_to_idx).toEqual(golden.folder.class_to_idx);
    expect(dataset.targets).toEqual(golden.folder.targets);
    expect(dataset.imgs.map(([path]) => named(path))).toEqual(golden.folder.samples);
    const [[images, labels]] = [...new DataLoader(dataset, { batch_size: 6 })] as [[torch.Tensor, torch.Tensor]];
    expect(digest(images)).toEqual(golden.folder.images);
    expect(labels.tolist()).toEqual(golden.folder.labels);
    expect(torch.equal(dataset.index(2)[0], images.index(2))).toBe(true);
    expect(() => dataset.index(6)).toThrow('list index out of range');
  });

  test('of all kinds become RGB', async () => {
    const folder = join(temporary, 'kinds', 'all');
    mkdirSync(folder, { recursive: true });
    const raw = Uint8Array.from({ length: 5 * 3 * 4 }, (_, i) => (i * 37) % 256);
    const rgba = sharp(raw, { raw: { width: 5, height: 3, channels: 4 } });
    await rgba.clone().png().toFile(join(folder, 'a.png'));
    await rgba.clone().removeAlpha().toColourspace('b-w').png().toFile(join(folder, 'b.PNG'));
    await rgba.clone().webp({ lossless: true, exact: true }).toFile(join(folder, 'c.webp'));
    await rgba.clone().removeAlpha().jpeg().toFile(join(folder, 'd.jpg'));
    const rgb = raw.filter((_, i) => i % 4 !== 3);
    writeFileSync(join(folder, 'e.ppm'), Buffer.concat([Buffer.from('P6 # note\n5 3\n255\n'), rgb]));
    writeFileSync(join(folder, 'f.pgm'), 'P2\n2 1\n15\n15 5\n');
    const bitmap = Buffer.alloc(54 + 3 * 16);
    bitmap.write('BM');
    const fields = [[10, 54], [14, 40], [18, 5], [22, 3], [26, 1], [28, 24]] as const;
    for (const [at, value] of fields) bitmap.writeUInt16LE(value, at);
    for (let y = 0; y < 3; y++) {
      for (let i = 0; i < 15; i++) bitmap[54 + (2 - y) * 16 + i] = rgb[(y * 5 + Math.floor(i / 3)) * 3 + 2 - (i % 3)]!;
    }
    writeFileSync(join(folder, 'g.bmp'), bitmap);
    const images = Object.fromEntries(readdirSync(folder).map((name) => [name[0]!, Image.open(join(folder, name))]));
    expect(Object.values(images).map(({ mode }) => mode)).toEqual(['RGBA', 'L', 'RGBA', 'RGB', 'RGB', 'L', 'RGB']);
    for (const name of ['a', 'c', 'e', 'g']) expect(images[name]!.convert('RGB').tobytes(), name).toEqual(rgb);
    expect([...images['f']!.data]).toEqual([255, 85]);
    const dataset = new datasets.ImageFolder(join(temporary, 'kinds'));
    expect([...dataset.__getitems__([0, 5, 6])].map(([image]) => [image.mode, image.width])).toEqual(
      [['RGB', 5], ['RGB', 2], ['RGB', 5]]);
  });

  test('that are none, or are not there, are errors that name the file', () => {
    const bad = join(temporary, 'bad.png');
    writeFileSync(bad, 'no picture');
    expect(() => Image.open(bad)).toThrow(`cannot identify image file '${bad}'`);
    expect(() => Image.open(bad)).toThrow(Image.UnidentifiedImageError);
    expect(() => Image.open(join(temporary, 'absent.png'))).toThrow("No such file: '");
    for (const text of ['P5\n9 9\n255\nabc', 'P5\nx', 'P6\n1 1\n70000\n', 'BMxx', 'P2\n4 4\n9\n1 2']) {
      writeFileSync(bad, text);
      expect(() => Image.open(bad), text).toThrow(`'${bad}': `);
    }
  });

  test('loaders, extensions and functions choose the files', () => {
    const texts = new datasets.DatasetFolder(root, (path) => readFileSync(path, 'utf8'), ['.txt']);
    expect(texts.index(0)).toEqual(['no picture', 0]);
    expect(texts.length).toBe(3);
    const some = new datasets.ImageFolder(root, {
      is_valid_file: (path) => path.endsWith('1.png'), loader: (path) => Image.open(path).convert('L'),
      target_transform: (target) => target * 10,
    });
    expect([...some.__getitems__([2])].map(([image, target]) => [image.mode, target])).toEqual([['L', 20]]);
    const options = { is_valid_file: (path: string) => path.includes('dog') };
    expect(() => new datasets.ImageFolder(root, options)).toThrow(
      'Found no valid file for the classes Zebra, cat. ');
    expect(new datasets.ImageFolder(root, { ...options, allow_empty: true }).targets.length).toBe(3);
    expect(() => new datasets.ImageFolder(join(root, 'cat', 'more'))).toThrow("Couldn't find any class folder in");
    expect(() => new datasets.DatasetFolder(root, String)).toThrow(
      'Both extensions and is_valid_file cannot be None or not None at the same time');
  });
});

test('FakeData draws what torchvision draws, and leaves the generator alone', () => {
  const dataset = new datasets.FakeData(5, [3, 8, 6], 7, new transforms.PILToTensor(), null, 2);
  torch.manual_seed(1);
  const samples = Array.from({ length: 5 }, (_, i) => dataset.index(i));
  expect(samples.map(([image, label]) => [digest(image), label])).toEqual(golden.fake.samples);
  expect(torch.rand(1).item()).toBe(golden.fake.after);
  expect(String(dataset)).toBe(golden.fake.text);
  expect(() => dataset.index(5)).toThrow('FakeData index out of range');
});

test('a dataset takes one kind of transforms', () => {
  class Own extends datasets.VisionDataset<number> {
    override __len__(): number {
      return 4;
    }
  }
  const options = { root: '~/data', transforms: (image: never, target: never) => [image, target] as const };
  expect(String(new Own(options))).toMatch(/Dataset Own\n {4}Number of datapoints: 4\n {4}Root location: \/.*data\n/);
  expect(() => new Own({ ...options, transform: String })).toThrow('Only transforms or transform/target_transform');
});
