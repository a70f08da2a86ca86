// What of PyTorch's archives a libtorch needs: which files of the wheel or zip, and which of NVIDIA's packages.

import path from 'node:path';
import { BadArchive, Zip } from './zip.mjs';

const PYTHON_HALF = /^(lib)?(torch_python|shm)\b/;
const CUDA_HALF = /^(lib)?(torch_cuda|torch_cuda_linalg|torch_nvshmem|c10_cuda|caffe2_nvrtc|torch|torch_global_deps)\.(so|dylib|dll)/;
/** The last two are what a compiler on Windows links with. */
const LIBRARY = /\.((so|dylib)(\.\d+)*|dll)$|\/(torch_cpu|c10)\.lib$/;
/**
 * Not the headers that only NVIDIA's compiler reads, nor those of Python's side: they are few, so all of include/
 * comes.
 */
const HEADER = /^torch\/include\//;
const WANTED_TEXT = /^torch\/(version\.py$|build-version$)|\.dist-info\/(METADATA$|licenses\/|LICEN[CS]E|NOTICE)/;

function isWanted(name, variant, headers) {
  if (HEADER.test(name)) return headers;
  if (WANTED_TEXT.test(name)) return true;
  if (!LIBRARY.test(name)) return false;
  if (name.startsWith('nvidia/')) return true;
  if (!name.startsWith('torch/lib/') && !name.startsWith('torch/.dylibs/')) return /^torch\.libs\//.test(name);
  const file = path.posix.basename(name);
  return !PYTHON_HALF.test(file) && (variant === 'cuda' || !CUDA_HALF.test(file));
}

/** A wheel's RECORD: path -> SHA-256 in base64url. Paths may be quoted, as in CSV. */
function parseRecord(text) {
  const hashes = new Map();
  for (const line of text.split('\n')) {
    const [, quoted, plain, sha256] = line.match(/^(?:"([^"]*)"|([^",]*)),sha256=([\w-]+)=*,/) ?? [];
    if (sha256) hashes.set(quoted ?? plain, sha256);
  }
  return hashes;
}

function checkName(name) {
  if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) {
    throw new BadArchive(`an entry would land outside: ${name}`);
  }
}

/** What `variant` needs of the entries, with or without headers: `{ entry, to, sha256 }`. */
function choose(entries, hashes, variant, headers) {
  const files = [];
  for (const entry of entries) {
    const to = entry.name.replace(/^libtorch\//, 'torch/'); // the only folder of a zip
    if (!isWanted(to, variant, headers)) continue;
    checkName(to);
    const sha256 = hashes?.get(entry.name);
    if (hashes && !sha256) throw new BadArchive(`${entry.name}: not in the wheel's RECORD`);
    files.push({ entry, to, sha256 });
  }
  return files;
}

async function describe(zip, { variant, headers }) {
  const textOf = async (pattern) => {
    const entry = zip.entries.find(({ name }) => pattern.test(name));
    return entry ? (await zip.read(entry)).toString('utf8') : undefined;
  };
  const [record, metadata = ''] = [await textOf(/^[^/]+\.dist-info\/RECORD$/), await textOf(/^[^/]+\.dist-info\/METADATA$/)];
  const version = metadata.match(/^Version: (.+)$/m)?.[1] ?? (await textOf(/^(libtorch\/)?build-version$/));
  if (!version) throw new BadArchive('neither a wheel (no METADATA) nor a libtorch zip (no build-version)');
  const python = await textOf(/^torch\/version\.py$/);
  const files = choose(zip.entries, record && parseRecord(record), variant, headers(version.trim()));
  return {
    name: metadata.match(/^Name: (.+)$/m)?.[1].trim() ?? 'libtorch',
    version: version.trim(),
    // '132' for one made for CUDA 13.2: a zip says it in its version, a wheel in what Python imports.
    cuda: `${version} ${python ?? ''}`.match(/\+cu(\d+)/)?.[1],
    requirements: [...metadata.matchAll(/^Requires-Dist: (.+)$/gm)].map(([, line]) => line.trim()),
    files,
    bytes: files.reduce((sum, { entry }) => sum + entry.size, 0),
  };
}

const naming = (file, error) =>
  error instanceof BadArchive ? new BadArchive(`${path.basename(file)}: ${error.message}`) : error;

/**
 * A wheel or a libtorch zip, and what `wanted` needs of it: its `variant` (cpu or cuda), and its headers, if
 * `headers(version)` says so.
 */
export class Archive {
  #zip;
  file;

  static async open(file, wanted) {
    const archive = new Archive();
    archive.file = file;
    try {
      archive.#zip = await Zip.open(file);
      // name, version, cuda, requirements (Requires-Dist), files, and the bytes they have when unpacked
      Object.assign(archive, await describe(archive.#zip, wanted));
    } catch (error) {
      await archive.close();
      throw naming(file, error);
    }
    return archive;
  }

  /** Unpacks the files into `tree`, in the shape of site-packages (torch/ beside nvidia/). */
  async unpack(tree, onBytes) {
    try {
      for (const { entry, to, sha256 } of this.files) {
        await this.#zip.extract(entry, path.join(tree, to), { sha256, onBytes });
      }
    } catch (error) {
      throw naming(this.file, error);
    }
  }

  async close() {
    await this.#zip?.close();
  }
}

/** libtorch_cpu of a CUDA build is linked against these two, GPU or not. */
const CPU_EXTRAS = ['cudart', 'cupti'];
const CPU_PACKAGE = /^nvidia-cuda-(runtime|cupti)(-cu\d+)?\b/;

/** NVIDIA's packages among the `Requires-Dist` lines, as requirements for pip; [] for a wheel made without CUDA. */
export function nvidiaRequirements(requirements, variant) {
  const wanted = [];
  for (const line of requirements) {
    const [requirement, marker = ''] = line.split(';').map((part) => part.trim());
    if (/extra\s*==/.test(marker)) continue;
    const toolkit = requirement.match(/^cuda-toolkit\s*\[([^\]]*)\]\s*(.*)$/);
    if (toolkit) {
      const extras = toolkit[1].split(',').map((extra) => extra.trim());
      const chosen = variant === 'cuda' ? extras : extras.filter((extra) => CPU_EXTRAS.includes(extra));
      if (chosen.length > 0) wanted.push(`cuda-toolkit[${chosen.join(',')}]${toolkit[2]}`);
    } else if (requirement.startsWith('nvidia-') && (variant === 'cuda' || CPU_PACKAGE.test(requirement))) {
      wanted.push(requirement.replace(/\s*\(([^)]*)\)/, '$1'));
    }
  }
  return wanted;
}
