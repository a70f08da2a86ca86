// Small made-up wheels with all that set-up looks at.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

type Files = Record<string, string | Buffer>;

/** A zip archive of `files`: local entries, the central directory, its end. */
export function zip(files: Files): Buffer {
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0); // version, flags, then method, time, date, crc, sizes, lengths
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('base64url');

/** A wheel: `files`, METADATA, WHEEL, and a RECORD of their hashes. */
export function wheel(
  name: string, version: string, files: Files, requirements: string[] = [], extras: string[] = [],
): Buffer {
  const info = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  const metadata = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`];
  metadata.push(...extras.map((extra) => `Provides-Extra: ${extra}`));
  const all: Files = {
    ...files,
    [`${info}/METADATA`]: [...metadata, ...requirements.map((line) => `Requires-Dist: ${line}`), ''].join('\n'),
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const record = Object.entries(all).map(([file, content]) => `${file},sha256=${sha256(content)},${content.length}`);
  return zip({ ...all, [`${info}/RECORD`]: [...record, `${info}/RECORD,,`, ''].join('\n') });
}

export const fileName = (name: string, version: string) => `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;

/** A torch wheel. Its libraries are text; Python's half and the CUDA half are there to be left out. */
export function torchWheel({ version = '2.15.0', cuda = false, files = {} } = {}): Buffer {
  const toolkit = 'cuda-toolkit[cublas,cudart,cupti]==13.2.2; platform_system == "Linux"';
  const requirements = [toolkit, 'nvidia-cudnn-cu13==9.26.0'];
  return wheel('torch', version, {
    'torch/version.py': `__version__ = '${version}${cuda ? '+cu132' : '+cpu'}'\n`,
    'torch/__init__.py': 'raise SystemExit\n',
    'torch/include/ATen/ATen.h': '#pragma once\n',
    'torch/lib/libtorch_cpu.so': 'the operators',
    'torch/lib/libc10.so': 'the core',
    'torch/lib/libgomp.so.1': 'threads',
    'torch/lib/libtorch_python.so': 'the Python half',
    ...(cuda ? { 'torch/lib/libtorch_cuda.so': 'kernels', 'torch/lib/libc10_cuda.so': 'streams' } : {}),
    ...files,
  }, cuda ? requirements : []);
}

/** NVIDIA's packages that the CUDA wheel above names: file name -> wheel. */
export function nvidiaWheels(): Record<string, Buffer> {
  const library = (name: string, file: string) => wheel(name, '13.2', { [`nvidia/cu13/lib/${file}`]: file });
  const toolkit = wheel('cuda-toolkit', '13.2.2', {}, [
    'nvidia-cuda-runtime==13.2; extra == "cudart"', 'nvidia-cuda-cupti==13.2; extra == "cupti"',
    'nvidia-cublas==13.2; extra == "cublas"',
  ], ['cudart', 'cupti', 'cublas']);
  return {
    [fileName('cuda-toolkit', '13.2.2')]: toolkit,
    [fileName('nvidia-cuda-runtime', '13.2')]: library('nvidia-cuda-runtime', 'libcudart.so.13'),
    [fileName('nvidia-cuda-cupti', '13.2')]: library('nvidia-cuda-cupti', 'libcupti.so.13'),
    [fileName('nvidia-cublas', '13.2')]: library('nvidia-cublas', 'libcublas.so.13'),
    [fileName('nvidia-cudnn-cu13', '9.26.0')]: wheel('nvidia-cudnn-cu13', '9.26.0', {
      'nvidia/cudnn/lib/libcudnn.so.9': 'libcudnn.so.9' }),
  };
}

export function writeAll(folder: string, files: Record<string, Buffer>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}
