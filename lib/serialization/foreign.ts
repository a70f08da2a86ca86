/** What a file is that a loader was given by mistake, and who reads it. */
import { RuntimeError } from '../values/errors.js';
import { readBytes, type ByteSource } from './sources.js';

/** How much of a file is looked at. */
const most = 4096;

const packed = (program: string): string => `compressed by ${program}: unpack it first`;
const page = 'a web page, not the file that was asked for: look at it with a text editor, and fetch the file again';

/** How files begin, and what they are then. Text is compared without what is before it that one does not see. */
const beginnings: readonly (readonly [start: RegExp, what: string])[] = [
  [/^\x1f\x8b/, packed('gzip')],
  [/^BZh[1-9]/, packed('bzip2')],
  [/^\xfd7zXZ\0/, packed('xz')],
  [/^\x28\xb5\x2f\xfd/, packed('zstd')],
  [/^7z\xbc\xaf\x27\x1c/, packed('7-Zip')],
  [/^\x89HDF\r\n\x1a\n/, 'an HDF5 file (Keras, h5py): read it in Python, and save its tensors with torch.save'],
  [/^\x93NUMPY/, "an array of NumPy (.npy): load of 'nodetorch/numpy' reads it"],
  [/^GGUF/, 'a GGUF file (llama.cpp), which PyTorch does not read'],
  [/^\x80[\x04\x05]\x95/, 'a pickle of Python (pickle.dump), not a file of torch.save: load it there, and save its tensors with torch.save'],
  [/^version https:\/\/git-lfs\./, 'a Git LFS pointer: the file itself was not fetched (git lfs pull)'],
  [/^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml|script|!--)/i, page],
  [/^\s*\{[^]*"weight_map"\s*:/, "the index of a checkpoint in several files: load_torch_model of 'nodetorch/huggingface_hub' reads its folder, " +
    'sharded_open single tensors'],
  [/^\s*\{\s*"/, 'JSON text, and holds no tensors'],
];

const checkpoint = 'a file of torch.save: torch.load reads it';

/**
 * What a source is, as the rest of a sentence that begins with "it is"; undefined for a checkpoint as the one who asks
 * reads it, and for what nobody knows.
 */
export function foreign(source: ByteSource, reader: 'torch.load' | 'safetensors'): string | undefined {
  if (source.size === 0) return 'empty';
  const head = Buffer.from(readBytes(source, 0, Math.min(most, source.size)));
  const text = head.toString('latin1');
  if (reader === 'safetensors') {
    if (text.startsWith('PK\x03\x04')) return `a zip archive, perhaps ${checkpoint}`;
    if (/^\x80[\x02-\x05]/.test(text)) return `a pickle, perhaps ${checkpoint}`;
  } else if (isSafetensors(head, source.size)) {
    return "a safetensors file: load_file of 'nodetorch/safetensors' reads it";
  }
  return beginnings.find(([start]) => start.test(text))?.[1];
}

function isSafetensors(head: Buffer, size: number): boolean {
  return head.length > 8 && head.readBigUInt64LE() <= size - 8 && /^\s*\{\s*["}]/.test(head.toString('latin1', 8));
}

const inPython = (load: string): string =>
  `In Python, \`torch.save(${load}, file)\` makes a file with its tensors that torch.load reads.`;

/** Archives of PyTorch's that are no checkpoints: a record that only they have, and what to do. */
const archives: readonly (readonly [record: RegExp, what: string])[] = [
  [/^constants\.pkl$/, 'Cannot use ``weights_only=True`` with TorchScript archives passed to ``torch.load``. ' +
    'The file is a TorchScript archive (torch.jit.save): it is a program with its weights, and torch.jit.load reads it. ' +
    'Trust it before you do.'],
  [/^data\/aotinductor\//, 'The file is a program that AOTInductor compiled (.pt2), not a file of torch.save: ' +
    'torch._inductor.aoti_load_package runs it. Trust it before you do.'],
  [/^(archive_format|serialized_exported_program\.json)$/,
    `The file is a package of torch.export (.pt2), not a file of torch.save. ${inPython('torch.export.load(f).state_dict')}`],
  [/^\.data\/extern_modules$/, 'The file is a package of torch.package, which holds code. ' +
    'In Python torch.package.PackageImporter reads it; save its tensors (a state_dict) with torch.save.'],
];

/** Throws for an archive of PyTorch's that is no checkpoint; the names are without their folder. */
export function checkArchive(names: readonly string[]): void {
  for (const [record, what] of archives) if (names.some((name) => record.test(name))) throw new RuntimeError(what);
}

/** The same for records that lie in no folder, as in archives of others. */
export function otherArchive(names: readonly string[]): string {
  if (names.some((name) => name.endsWith('.npy'))) return ": it is an archive of NumPy (.npz): load of 'nodetorch/numpy' reads it";
  return '. It is a zip archive of another program, or of many files: unpack it, and load what is inside';
}
