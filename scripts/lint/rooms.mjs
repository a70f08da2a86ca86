// The rooms of lib/ and who knows whom: the rule `rooms/arrows` of eslint. A file imports from its own room and from
// those before it, and so do types, but for those that all speak of. What a room keeps to itself nobody else imports,
// nor its types.

import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';

/** A room is a folder of lib/ and the file of the same name beside it. Those of one line know each other. */
export const ROOMS = [
  ['python'],
  ['notebook', 'optional_packages'],
  ['values'],
  ['format'],
  ['arguments'],
  ['collections'],
  ['addon'],
  ['printing'],
  ['operators', 'generated'],
  ['autograd', 'functorch'],
  ['tensor'],
  ['functional', 'random', 'linalg', 'fft', 'special', 'sparse', 'foreach', 'signal', 'accelerator', 'amp', 'cpu',
    'cuda', 'device_module', 'device_modules', 'version', 'python_random',
    'settings', 'backends', 'quasirandom', 'return_types', 'storage', 'futures', 'monitor'],
  ['nn'],
  ['func'],
  ['distributions'],
  ['ao', 'copy', 'multiprocessing', 'optim', 'masked', 'nested', 'overrides', 'profiler'],
  ['utils', 'compile', 'compiler'],
  ['tqdm'],
  ['serialization', 'jit', 'fx'],
  ['distributed', 'hub', 'inductor'],
  ['testing', 'types'],
  ['library'],
  ['index'],
  ['vision', 'plot', 'eslint'],
];

/**
 * What only its own room imports, types too: files, and folders with a stroke at the end. A handle is a tensor that
 * nothing keeps alive, so lib/addon/ alone knows them.
 */
export const PRIVATE = [
  'lib/addon/adoption.ts', 'lib/addon/binding.ts', 'lib/addon/handle.ts', 'lib/addon/native.ts', 'lib/addon/native/',
  'lib/addon/native_object.ts', 'lib/addon/ties.ts', 'lib/addon/wrap.ts',
];

/** Whose types all rooms speak of: declarations, which are types alone, and what everything is about. */
export const TYPES = ['lib/generated/', 'lib/tensor/tensor.ts'];

/** What runs against the arrows, or leaves lib/, and why. */
export const EXCEPTIONS = [
  // A thread that makes samples has the whole library, whatever the dataset uses.
  ['lib/utils/data/worker/serve.ts', 'lib/index.ts'],
  // Who records modules into a graph asks whether they have hooks.
  ['lib/cuda/graphs/graphed_callables.ts', 'lib/nn/module/state.ts'],
  // TensorBoard's graphs are traced by TorchScript; its pictures are files, drawn on and resized as Pillow does it.
  ['lib/utils/tensorboard/graph.ts', 'lib/jit/graph.ts'],
  ['lib/utils/tensorboard/trace.ts', 'lib/jit/graph.ts'],
  ['lib/utils/tensorboard/trace.ts', 'lib/jit/objects.ts'],
  ['lib/utils/tensorboard/trace.ts', 'lib/jit/types.ts'],
  ['lib/utils/tensorboard/trace.ts', 'lib/jit/unit.ts'],
  ['lib/utils/tensorboard/pictures.ts', 'lib/plot/png.ts'],
  ['lib/utils/tensorboard/pictures.ts', 'lib/vision/image/convert.ts'],
  ['lib/utils/tensorboard/pictures.ts', 'lib/vision/image/modes.ts'],
  ['lib/utils/tensorboard/pictures.ts', 'lib/vision/image/resample.ts'],
  ['lib/utils/tensorboard/figures.ts', 'lib/vision/image/decode/png.ts'],
];

const relative = (file) => path.relative(root, file).split(path.sep).join('/');

/** The room of a file, given from the root of the project. */
export const roomOf = (file) => /^lib\/([^/.]+)/.exec(file)?.[1];

const levelOf = (room) => ROOMS.findIndex((level) => level.includes(room));

const isIn = (list, file) => list.some((one) => (one.endsWith('/') ? file.startsWith(one) : file === one));

/** Why `file` may not import `target`, or its types alone, both from the root of the project, or undefined. */
export function complaint(file, target, types = false) {
  if (isIn(PRIVATE, target) && roomOf(file) !== roomOf(target)) {
    return `${target} is for ${roomOf(target)} alone: the others take and give tensors (scripts/lint/rooms.mjs)`;
  }
  if (types && (isIn(TYPES, target) || isIn(TYPES, file))) return undefined;
  if (EXCEPTIONS.some(([from, to]) => from === file && to === target)) return undefined;
  const [from, to] = [roomOf(file), roomOf(target)];
  if (to === undefined) return `lib/ does not import ${target}: what it needs at run time lies in lib/`;
  for (const room of [from, to]) if (levelOf(room) < 0) return `${room} is no room (scripts/lint/rooms.mjs)`;
  return levelOf(to) > levelOf(from) ? `${from} does not know ${to}, which comes later (scripts/lint/rooms.mjs)` : undefined;
}

const typesOnly = ({ importKind, exportKind, specifiers = [] }) =>
  importKind === 'type' || exportKind === 'type' ||
  (specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type'));

const arrows = {
  create(context) {
    const file = relative(context.filename);
    const look = (node) => {
      const source = node.source?.value;
      if (!source?.startsWith('.')) return;
      const target = path.posix.join(path.posix.dirname(file), source).replace(/\.js$/, '.ts');
      const message = complaint(file, target, typesOnly(node));
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: look, ExportNamedDeclaration: look, ExportAllDeclaration: look, ImportExpression: look,
    };
  },
};

export default { rules: { arrows } };
