/** What `torch.utils.tensorboard` writes, read back record by record. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { lines } from 'nodetorch/plot';
import { FileWriter, RecordWriter, SummaryWriter, summary } from 'nodetorch/utils/tensorboard';
import { open } from 'nodetorch/vision/image';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { decoded, events, type Read } from './records.js';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-board-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let folder = '';
let count = 0;
beforeEach(() => {
  folder = join(home, String(count++));
});

/** The only event file of a folder. */
function fileIn(path: string): string {
  const [file, ...others] = readdirSync(path).filter((name) => name.startsWith('events.out.tfevents.'));
  expect(others).toEqual([]);
  return join(path, file!);
}

/** The events that a use of a writer leaves, without the first, which says what the file is. */
function written(use: (writer: SummaryWriter) => void): Read[] {
  const writer = new SummaryWriter(folder);
  use(writer);
  writer.close();
  return events(fileIn(folder)).slice(1);
}

interface Image {
  readonly width: number;
  readonly height: number;
  readonly encoded_image_string: Uint8Array;
}
const imageOf = (event: Read): Image => event.summary!.value[0]!.image as Image;

const only = (read: readonly Read[]): Record<string, unknown> => read[0]!.summary!.value[0]!;

/** The pixels of a picture in a file. */
function pixels(bytes: Uint8Array): { mode: string; size: readonly number[]; data: Uint8Array } {
  const path = join(home, 'picture');
  writeFileSync(path, bytes);
  const { mode, size, data } = open(path);
  return { mode, size, data: data as Uint8Array };
}

describe('files', () => {
  test('a file begins with its version, is named by host and process, and every record has its checksums', () => {
    const writer = new SummaryWriter(folder, { filename_suffix: '.end' });
    writer.close();
    const file = fileIn(folder);
    expect(file).toMatch(/events\.out\.tfevents\.[0-9]{10}\..*\.[0-9]+\.[0-9]+\.end$/);
    expect(file).toContain(`.${hostname()}.${process.pid}.`);
    const [first] = events(file);
    expect(first).toMatchObject({ file_version: 'brain.Event:2' });
    expect(Math.abs(first!.wall_time - Date.now() / 1000)).toBeLessThan(60);
    const bytes = readFileSync(file);
    bytes[20]! ^= 1;
    writeFileSync(file, bytes);
    expect(() => events(file)).toThrow('the data have another checksum');
  });

  test('the default folder has the time, the host and the comment', () => {
    const before = process.cwd();
    process.chdir(home);
    try {
      const writer = new SummaryWriter({ comment: '_lr1' });
      writer.close();
      expect(String(writer.get_logdir())).toMatch(/^runs[\\/][A-Z][a-z]{2}[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}_/);
      expect(String(writer.log_dir).endsWith(`_${hostname()}_lr1`)).toBe(true);
      expect(existsSync(fileIn(String(writer.log_dir)))).toBe(true);
    } finally {
      process.chdir(before);
    }
  });

  test('events wait until max_queue of them do, and flush writes them', () => {
    const writer = new SummaryWriter(folder, { max_queue: 3 });
    const sizes = [0, 1, 2, 3].map((step) => {
      writer.add_scalar('x', step, step);
      return events(fileIn(folder)).length;
    });
    expect(sizes).toEqual([1, 1, 4, 4]);
    writer.flush();
    expect(events(fileIn(folder)).length).toBe(5);
    writer.close();
  });

  test('they are written when flush_secs have passed, also where the program only waits', async () => {
    const writer = new SummaryWriter(folder, { max_queue: 0, flush_secs: 0.05 });
    writer.add_scalar('x', 1);
    const waited = (): boolean => events(fileIn(folder)).length === 2;
    for (let i = 0; i < 200 && !waited(); i++) await new Promise((done) => setTimeout(done, 10));
    expect(events(fileIn(folder)).length).toBe(2);
    writer.close();
  });

  test('purge_step marks what an earlier run wrote; a writer that was closed begins another file', () => {
    const writer = new SummaryWriter(folder, { purge_step: 7 });
    writer.close();
    expect(events(fileIn(folder)).slice(1)).toMatchObject(
      [{ step: 7, file_version: 'brain.Event:2' }, { step: 7, session_log: { status: 1 } }]);
    writer.close();
    writer.add_scalar('x', 1);
    writer.close();
    expect(readdirSync(folder).length).toBe(2);
  });

  test('a FileWriter that is closed takes no event, until it is reopened', () => {
    const writer = new FileWriter(folder);
    writer.reopen();
    writer.add_event({ file_version: 'mine' }, 2n ** 40n, 1.5);
    writer.close();
    expect(events(fileIn(folder))[1]).toMatchObject({ file_version: 'mine', step: 2 ** 40, wall_time: 1.5 });
    expect(() => writer.add_event({ file_version: 'late' })).toThrow('Writer is closed');
    expect(() => writer.flush()).toThrow('Writer is closed');
    writer.reopen();
    writer.add_event({ file_version: 'again' });
    writer.close();
    expect(readdirSync(folder).length).toBe(2);
  });

  test('a RecordWriter writes to anything', () => {
    const bytes: number[] = [];
    const calls: string[] = [];
    const writer = new RecordWriter({
      write: (data) => bytes.push(...data), flush: () => calls.push('flush'), close: () => calls.push('close'),
    });
    writer.write(Buffer.from('123456789'));
    writer.flush();
    writer.close();
    // The check value of CRC-32C.
    const text = Buffer.from(bytes).toString('hex');
    expect([text.slice(0, 16), text.slice(24)]).toEqual(['0900000000000000', `313233343536373839${masked(0xe3069283)}`]);
    expect(calls).toEqual(['flush', 'close']);
    expect(writer.closed).toBe(false);
  });

  test('a program that is killed leaves what was flushed, one that just ends leaves everything', () => {
    const program = (end: string): string => `
      import { SummaryWriter } from 'nodetorch/utils/tensorboard';
      const writer = new SummaryWriter(${JSON.stringify(folder)} + '/${end.slice(0, 4)}');
      for (let i = 0; i < 25; i++) writer.add_scalar('x', i, i);
      ${end}`;
    const run = (end: string): number => {
      const done = spawnSync(process.execPath, ['--input-type=module', '-e', program(end)], { encoding: 'utf8' });
      expect(done.stderr).toBe('');
      return events(fileIn(join(folder, end.slice(0, 4)))).length;
    };
    expect(run("stop: process.kill(process.pid, 'SIGKILL');")).toBe(21);
    expect(run("flush: writer.flush(); process.kill(process.pid, 'SIGKILL');")).toBe(26);
    expect(run('over: 1')).toBe(26);
  });
});

/** The masked checksum as four bytes. */
function masked(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return bytes.toString('hex');
}

describe('scalars', () => {
  test('old style, new style, double precision, steps and times', () => {
    const read = written((w) => {
      w.add_scalar('a', 0.1, 3, { walltime: 12.5 });
      w.add_scalar('b', torch.tensor([[2]]), { new_style: true });
      w.add_scalar('c', 0.1, { new_style: true, double_precision: true, global_step: torch.tensor(9) });
    });
    expect(read[0]).toMatchObject({ step: 3, wall_time: 12.5, summary: { value: [{ tag: 'a', simple_value: Math.fround(0.1) }] } });
    expect(only(read.slice(1))).toMatchObject({ tag: 'b', tensor: { dtype: 1, float_val: [2] } });
    expect(read[2]).toMatchObject({ step: 9, summary: { value: [{ tensor: { dtype: 2, double_val: [0.1] } }] } });
    expect(only(read.slice(2)).metadata).toEqual({ plugin_data: { plugin_name: 'scalars' } });
  });

  test('several in one chart have folders of their own', () => {
    const writer = new SummaryWriter(folder);
    writer.add_scalars('loss/all', { train: 1, test: 2 }, 4);
    writer.add_scalars('loss/all', { train: 3 }, 5);
    writer.close();
    expect(readdirSync(folder).filter((name) => !name.startsWith('events')).sort()).toEqual(['loss_all_test', 'loss_all_train']);
    const steps = events(fileIn(join(folder, 'loss_all_train'))).slice(1).map(({ step }) => step);
    expect(steps).toEqual([4, 5]);
  });

  test('bad input', () => {
    const writer = new SummaryWriter(folder);
    expect(() => writer.add_scalar('x', torch.ones(3))).toThrow(/^Tensor should contain one element \(0 dimensions\)\. +Was given size: 3 and 1 dimensions\.$/);
    expect(() => writer.add_scalar('x', new Map() as never)).toThrow(/numpy array or torch tensor are expected/);
    expect(() => writer.add_scalar(3 as never, 1)).toThrow("argument 'tag' (position 1) must be str, not int");
    expect(() => writer.add_scalar('x', 1, { global_step: 'a' as never })).toThrow(/^int\(\) argument must be/);
    expect(() => writer.add_histogram('x', torch.ones(0))).toThrow('The input has no element.');
    expect(() => writer.add_histogram('x', torch.ones(2), { bins: 'many' })).toThrow("'many' is not a valid estimator for `bins`");
    expect(() => writer.add_histogram_raw('x', 0, 1, 1, 1, 1, [1, 2], [1])).toThrow('len(bucket_limits) != len(bucket_counts)');
    expect(() => writer.add_image('x', torch.ones(3, 2))).toThrow(/size of input tensor and input format are different.*tensor shape: \(3, 2\), input_format: CHW/);
    expect(() => writer.add_image('x', torch.ones(3, 2, 2), { dataformats: 'CCW' })).toThrow(/same dimension shorthand twice/);
    expect(() => writer.add_audio('x', torch.ones(2, 4))).toThrow('input tensor should be 1 dimensional.');
    expect(() => writer.add_mesh('x', torch.ones(4, 3))).toThrow('Tensor shape should be of shape BxNx3, but got torch.Size([4, 3]).');
    expect(() => writer.add_custom_scalars_marginchart(['a'])).toThrow('Expected 3 tags, got 1.');
    expect(() => writer.add_hparams([] as never, {})).toThrow('hparam_dict and metric_dict should be dictionary.');
    expect(() => writer.add_hparams({ a: [] as never }, {})).toThrow('value should be one of int, float, str, bool, or torch.Tensor');
    expect(() => writer.add_embedding(torch.ones(3, 2), { metadata: ['a'] })).toThrow('#labels should equal with #data points');
    expect(() => writer.add_tensor('x', torch.ones(1, { dtype: torch.complex64 }).to(torch.complex32))).toThrow('DT_COMPLEX32');
    writer.close();
    expect(events(fileIn(folder)).length).toBe(1);
  });
});

describe('what is not a number', () => {
  test('histograms end where values do; NaN is in no bin', () => {
    const read = written((w) => w.add_histogram('h', torch.tensor([1, 2, 2, 3, NaN]), { bins: [0, 1, 2, 3, 4, 5] }));
    expect(only(read).histo).toMatchObject({ num: 5, bucket_limit: [1, 2, 3, 4], bucket: [0, 1, 2, 1] });
    const { bucket, bucket_limit, sum, sum_squares } = summary.make_histogram(new Float64Array([1, 2, 3, 4]), 3);
    expect([bucket, bucket_limit, sum, sum_squares]).toEqual([[0, 1, 1, 2], [1, 2, 3, 4], 10, 30]);
  });

  test('pictures: grids, layouts, boxes', () => {
    const ramp = torch.arange(2 * 3 * 4).reshape(1, 2, 3, 4).div(24).repeat(1, 3, 1, 1).narrow(1, 0, 3);
    const read = written((w) => {
      w.add_images('grid', ramp.repeat(9, 1, 1, 1));
      w.add_image('grey', torch.tensor([[0, 0.5], [1, 2]]), { dataformats: 'HW' });
      w.add_image_with_boxes('box', torch.zeros(3, 8, 10), torch.tensor([[2, 3, 6, 5]]));
    });
    const [grid, grey, box] = read.map(imageOf);
    expect(grid).toMatchObject({ width: 32, height: 6, colorspace: 3 });
    const shades = [0, 127, 255, 255].flatMap((shade) => [shade, shade, shade]);
    expect([...pixels(grey!.encoded_image_string).data]).toEqual(shades);
    const { data } = pixels(box!.encoded_image_string);
    const rows = Array.from({ length: 8 }, (_, y) => Array.from({ length: 10 }, (_x, x) => (data[3 * (10 * y + x)] ? '#' : '.')).join(''));
    expect(rows).toEqual(['..........', '..........', '..#####...', '..#####...', '..##.##...', '..#####...', '..#####...', '..........']);
  });

  test('a label is drawn in black on red', () => {
    const picture = { width: 40, height: 30, channels: 3, data: new Uint8Array(40 * 30 * 3).fill(255) };
    summary.draw_boxes(picture, [[2, 2, 36, 26]], ['cat']);
    const inside = (x: number, y: number): number[] => {
      const at = 3 * (40 * y + x);
      return [...picture.data.subarray(at, at + 3)];
    };
    expect(inside(20, 25)).toEqual([255, 0, 0]);
    expect(inside(30, 10)).toEqual([255, 255, 255]);
  });

  test('a video is a GIF with every frame: exact up to 256 colours, near beyond', () => {
    const frames = torch.randint(0, 4, [1, 3, 3, 5, 6]).mul(60).to(torch.uint8);
    const many = torch.linspace(0, 1, 2 * 3 * 40 * 40).reshape(1, 2, 3, 40, 40);
    const read = written((w) => {
      w.add_video('few', frames, { fps: 10 });
      w.add_video('many', many);
    });
    const [few, more] = read.map(imageOf);
    expect(few).toMatchObject({ width: 6, height: 5, colorspace: 3 });
    const path = join(home, 'video.gif');
    writeFileSync(path, few!.encoded_image_string);
    const first = open(path).convert('RGB');
    const expected = [...(frames.select(1, 0).select(0, 0).permute(1, 2, 0).contiguous().numpy() as Uint8Array)];
    const near = (a: ArrayLike<number>, b: ArrayLike<number>, by: number): void => {
      for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThanOrEqual(by);
    };
    near(first.data, expected, 1);
    writeFileSync(path, more!.encoded_image_string);
    near(open(path).convert('RGB').data, many.select(1, 0).select(0, 0).permute(1, 2, 0).mul(255).to(torch.uint8).contiguous().numpy() as Uint8Array, 8);
  });

  test('sound is a WAV file; what is too loud is cut', () => {
    const { value: [held] } = summary.audio('a', torch.tensor([[0, 0.5, -1]]), 8000);
    const bytes = Buffer.from(held!.audio!.encoded_audio_string);
    expect([bytes.toString('latin1', 0, 4), bytes.readUInt32LE(24), bytes.length]).toEqual(['RIFF', 8000, 50]);
    expect([44, 46, 48].map((at) => bytes.readInt16LE(at))).toEqual([0, 16383, -32767]);
  });

  test('text, layouts, precision and recall, meshes, hyperparameters', () => {
    const read = written((w) => {
      w.add_text('t', 'Größe');
      w.add_custom_scalars({ a: { b: ['Multiline', ['x', 'y']] } });
      w.add_pr_curve('p', torch.tensor([0, 1, 1, 0]), torch.tensor([0.1, 0.9, 0.4, 0.6]), { num_thresholds: 3 });
      w.add_mesh('m', torch.zeros(1, 2, 3), { config_dict: { b: 1.5, a: 'ü' } });
    });
    const [text, layout, curve, mesh] = read.map((event) => event.summary!.value[0]!) as Record<string, never>[];
    expect(Buffer.from((text!.tensor as { string_val: Uint8Array[] }).string_val[0]!).toString()).toBe('Größe');
    expect(decoded('Layout', (layout!.tensor as { string_val: Uint8Array[] }).string_val[0]!)).toEqual(
      { category: [{ title: 'a', chart: [{ title: 'b', multiline: { tag: ['x', 'y'] } }] }] });
    expect((curve!.tensor as { float_val: number[] }).float_val).toEqual(
      [2, 1, 0, 2, 1, 0, 0, 1, 2, 0, 1, 2, 0.5, 0.5, 0, 1, 0.5, 0]);
    const { plugin_data } = mesh!.metadata as { plugin_data: { content: Uint8Array } };
    expect(decoded('MeshPluginData', plugin_data.content)).toMatchObject(
      { name: 'm', content_type: 1, components: 2, shape: [1, 2, 3], json_config: '{"a": "\\u00fc", "b": 1.5}' });
    const [experiment] = summary.hparams({ lr: 0.1, opt: 'sgd' }, { loss: 1 }, { hparam_domain_discrete: { opt: ['sgd'] } });
    const held = decoded('HParamsPluginData', experiment.value[0]!.metadata!.plugin_data.content!);
    expect(held.experiment).toEqual({
      hparam_infos: [{ name: 'lr', type: 3 }, { name: 'opt', type: 1, domain_discrete: { values: [{ string_value: 'sgd' }] } }],
      metric_infos: [{ name: { tag: 'loss' } }],
    });
  });

  test('points have a table, labels, a picture, and a text that names them', () => {
    written((w) => {
      w.add_embedding(torch.tensor([[0.5, 1], [2, 3]]), { metadata: ['a', 'b'], label_img: torch.ones(2, 3, 4, 4), tag: 'x/y' });
      w.add_embedding(torch.tensor([[1n, 2n]]), { metadata: [['p', 1]], metadata_header: ['n', 'k'], global_step: 3 });
    });
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    expect(read('00000/x%2fy/tensors.tsv')).toBe('0.5\t1.0\n2.0\t3.0\n');
    expect(read('00000/x%2fy/metadata.tsv')).toBe('a\nb\n');
    expect(pixels(readFileSync(join(folder, '00000/x%2fy/sprite.png'))).size).toEqual([8, 8]);
    expect(read('00003/default/metadata.tsv')).toBe('n\tk\np\t1\n');
    expect(read('projector_config.pbtxt')).toBe('embeddings {\n  tensor_name: "x/y:00000"\n' +
      '  metadata_path: "00000/x%2fy/metadata.tsv"\n  sprite {\n    image_path: "00000/x%2fy/sprite.png"\n' +
      '    single_image_dim: 4\n    single_image_dim: 4\n  }\n  tensor_path: "00000/x%2fy/tensors.tsv"\n}\n' +
      'embeddings {\n  tensor_name: "default:00003"\n  metadata_path: "00003/default/metadata.tsv"\n' +
      '  tensor_path: "00003/default/tensors.tsv"\n}\n');
  });

  test('a figure is drawn as it is, several make a grid', async () => {
    const figure = lines({ a: [1, 2] });
    let closed = 0;
    const held = { png: () => figure.png(), close: () => void closed++ };
    const writer = new SummaryWriter(folder);
    await writer.add_figure('one', held, 1);
    await writer.add_figure('two', [held, held], { close: false });
    writer.close();
    expect(closed).toBe(1);
    const [one, two] = events(fileIn(folder)).slice(1).map(imageOf);
    expect(one!.width).toBeGreaterThan(100);
    expect([two!.width, two!.height]).toEqual([2 * one!.width, one!.height]);
  });

  test('numbers of half precision cross as bits', () => {
    const { half_to_int, int_to_half } = summary;
    expect([half_to_int(1), int_to_half(0x40200000), half_to_int(-2)]).toEqual([0x3f800000, 2.5, -1073741824]);
  });
});
