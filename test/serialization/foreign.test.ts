/** Files that are no checkpoints: each loader says what they are, and who reads them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as torch from 'nodetorch';
import { load, load_file, SafetensorError } from 'nodetorch/safetensors';
import { UnpicklingError } from 'nodetorch/serialization';
import { expect, it, test } from 'vitest';
import { temporaryFolder } from './files.js';
import { archive } from './make_files.js';

const at = temporaryFolder();

/** Files that Python wrote (scripts/golden/foreign_files.py). */
const golden = JSON.parse(
  readFileSync(new URL('../golden/foreign_files.json', import.meta.url), 'utf8')) as Readonly<Record<string, string>>;
const written = (name: string): Buffer => Buffer.from(golden[name]!, 'base64');

const records = (...names: string[]): Buffer => archive(names.map((name) => ({ name, bytes: Buffer.from('N.') })));

/** What torch.load says, and what it adds to the words of safetensors. */
const strangers: Readonly<Record<string, readonly [file: Buffer, torchLoad: RegExp, safetensors: RegExp]>> = {
  'a TorchScript archive': [
    written('script.pt'),
    /^Cannot use ``weights_only=True`` with TorchScript archives passed to ``torch\.load``\..*torch\.jit\.load reads it/,
    /zip archive, perhaps a file of torch\.save: torch\.load reads it/,
  ],
  'a package of torch.export': [
    written('exported.pt2'), /a package of torch\.export .*torch\.export\.load\(f\)\.state_dict/, /zip archive/,
  ],
  'a package of torch.export as PyTorch 2.7 wrote it': [
    records('a/serialized_exported_program.json'), /a package of torch\.export/, /zip archive/],
  'a program of AOTInductor': [
    records('a/archive_format', 'a/data/aotinductor/model/a.so'), /AOTInductor compiled .*torch\._inductor\.aoti_load_package runs it/,
    /zip archive/],
  'an array of NumPy': [Buffer.from('\x93NUMPY\x01\0', 'latin1'), /load of 'nodetorch\/numpy' reads it/, /an array of NumPy/],
  'a package of torch.package': [records('a/.data/extern_modules'), /package of torch\.package/, /zip archive/],
  'an archive of NumPy': [records('a.npy', 'b.npy'), /not in a subdirectory: a\.npy: it is an archive of NumPy.*'nodetorch\/numpy' reads it/, /zip archive/],
  'an archive of anything': [records('a/b', 'c/d'), /not in the subdirectory a\/: c\/d\. It is a zip archive of another/, /zip archive/],
  'a checkpoint': [records('a/data.pkl'), /no error/, /perhaps a file of torch\.save/],
  'a checkpoint as before PyTorch 1.6': [
    Buffer.from('\x80\x02\x8a\x0a', 'latin1'), /truncated/, /a pickle, perhaps a file of torch\.save/],
  'a pickle': [Buffer.from('\x80\x04\x95\x05\0\0\0\0\0\0\0N.', 'latin1'), /a pickle of Python/, /a pickle/],
  'a safetensors file': [
    written('tensors'), /a safetensors file: load_file of 'nodetorch\/safetensors' reads it/, /no error/],
  'something compressed': [gzipSync(records('a/data.pkl')), /compressed by gzip: unpack it first/, /compressed by gzip/],
  'a web page': [Buffer.from('\n<!DOCTYPE html>\n<title>404</title>'), /a web page/, /a web page/],
  'a pointer of Git LFS': [
    Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n`),
    /a Git LFS pointer.*git lfs pull/, /a Git LFS pointer/],
  'the index of a sharded checkpoint': [
    Buffer.from('{\n "metadata": {}, "weight_map": { "a": "b.safetensors" } }'), /load_torch_model of 'nodetorch\/huggingface_hub' reads its folder/, /in several/],
  'JSON': [Buffer.from('{ "model_type": "gpt2" }'), /JSON text/, /JSON text/],
  'an HDF5 file': [Buffer.from('\x89HDF\r\n\x1a\n\0\0', 'latin1'), /an HDF5 file/, /an HDF5 file/],
  'nothing': [Buffer.alloc(0), /is empty/, /header too small \(.* is empty\)/],
};

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

test.each(Object.entries(strangers))('%s is called what it is', (name, [bytes, torchLoad, safetensors]) => {
  const file = at('stranger');
  writeFileSync(file, bytes);
  const reads = [() => torch.load(file), () => torch.load(bytes), () => load_file(file), () => load(bytes)];
  const messages = reads.map(message);
  for (const text of messages.slice(0, 2)) expect(text).toMatch(torchLoad);
  for (const text of messages.slice(2)) expect(text).toMatch(safetensors);
  if (!name.startsWith('a checkpoint')) {
    expect(message(() => torch.load(file, { mmap: true }))).toBe(messages[0]);
  }
});

it('throws the classes of errors that PyTorch throws', () => {
  expect(() => torch.load(written('script.pt'))).toThrow(torch.RuntimeError);
  expect(() => torch.load(strangers['a web page']![0])).toThrow(UnpicklingError);
  expect(() => load(strangers['a web page']![0])).toThrow(SafetensorError);
});

it('loads the tensors of a distributed checkpoint, which are files of torch.save', () => {
  writeFileSync(at('__0_0.distcp'), written('__0_0.distcp'));
  expect(torch.load<torch.Tensor>(at('__0_0.distcp')).tolist()).toEqual([1, 2]);
});

it('says what to load in the place of a folder', () => {
  mkdirSync(at('dcp'));
  for (const name of ['.metadata', '__0_0.distcp']) writeFileSync(at(`dcp/${name}`), '');
  mkdirSync(at('model'));
  for (const name of ['model.safetensors', 'config.json', 'a.pt', 'b.pt', 'c.pt']) writeFileSync(at(`model/${name}`), '');
  mkdirSync(at('sharded'));
  for (const name of ['model-00001-of-00002.safetensors', 'model.safetensors.index.json']) writeFileSync(at(`sharded/${name}`), '');
  mkdirSync(at('empty'));
  for (const read of [torch.load, load_file] as ((file: string) => unknown)[]) {
    expect(() => read(at('dcp'))).toThrow(/dcp is a folder of torch\.distributed\.checkpoint: .*dcp_to_torch_save/);
    expect(() => read(at('sharded'))).toThrow(/sharded is a folder with a checkpoint in several files: load_torch_model/);
    expect(() => read(at('model'))).toThrow(/model is a folder, not a file: load what is in it \(a\.pt, b\.pt, c\.pt, …\)$/);
    expect(() => read(at('empty'))).toThrow(/empty is a folder, not a file$/);
  }
});
