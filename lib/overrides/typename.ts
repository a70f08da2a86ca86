import { signature } from '../arguments/signature.js';
import { isPlainObject } from '../python/objects.js';
import * as distributions from '../distributions/index.js';
import * as nn from '../nn/index.js';
import * as optim from '../optim/index.js';
import { typename as nameOf } from '../nn/module/members.js';
import * as generated from '../generated/torch.js';
import { device } from '../values/device.js';
import { is_tensor } from '../values/is_tensor.js';
import { Size } from '../values/size.js';
import { Generator } from '../random.js';
import { resolve_name } from './names.js';

const spaces: readonly (readonly [string, object])[] = [
  ['torch.nn.modules', nn.modules], ['torch.optim', optim], ['torch.distributions', distributions],
];

/** Where the classes of layers, optimizers and distributions are defined: 'torch.nn.modules.linear.Linear'. */
let classes: ReadonlyMap<unknown, string> | undefined;

function classPath(value: unknown): string | undefined {
  classes ??= new Map(spaces.flatMap(([space, files]) =>
    Object.entries(files as Record<string, unknown>).filter(([, file]) => isModule(file)).flatMap(([file, names]) =>
      Object.entries(names as Record<string, unknown>).filter(([, each]) => typeof each === 'function')
        .map(([name, each]): [unknown, string] => [each, `${space}.${file}.${name}`]))));
  return classes.get(value);
}

const isModule = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[Symbol.toStringTag] === 'Module';

const functions: ReadonlySet<unknown> = new Set(Object.values(generated));

function named(value: unknown): string | undefined {
  const path = classPath(value);
  if (path !== undefined || typeof value !== 'function') return path;
  const known = resolve_name(value as () => unknown);
  if (known === null) return undefined;
  // Operators are methods of one object in PyTorch.
  if (functions.has(value)) return known.replace(/^torch\./, 'torch._VariableFunctionsClass.');
  return known.replace(/^torch\.Tensor\./, 'Tensor.');
}

/**
 * What a value is (`torch.typename`): the type of a tensor, the path of a function or class of this library and of its
 * objects, in PyTorch's words, else the name of the class.
 */
export const typename = signature('typename(obj: object) -> str').define((obj) => {
  if (is_tensor(obj)) return nameOf(obj);
  if (obj instanceof Size) return 'torch.Size';
  if (obj instanceof Generator) return 'torch._C.Generator';
  if (obj instanceof (device as unknown as new () => object)) return 'torch.device';
  if (obj === null || obj === undefined) return 'NoneType';
  if (isPlainObject(obj)) return 'dict';
  const own = named(obj) ?? classPath((obj as object).constructor);
  if (own !== undefined) return own;
  return typeof obj === 'function' && (obj as { name?: string }).name !== '' ? (obj as { name: string }).name : nameOf(obj);
});
