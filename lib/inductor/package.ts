/** `torch._inductor.aoti_load_package`: programs that were compiled in Python run without it. */
import { statSync } from 'node:fs';
import {
  callSpec, constantNames, loadConstants, loadPackage, packageMetadata, runPackage, type PackageHandle,
} from '../addon/packages.js';
import { signature } from '../arguments/signature.js';
import { CallableObject } from '../python/callable_object.js';
import { isMap, isPlainObject } from '../python/objects.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';
import { openSource, pathOf } from '../serialization/sources.js';
import { nested, parseSpec, tensorsIn, type TreeSpec } from './pytree.js';
import { unpacked } from './unpack.js';

/** Constants of a program by name: a `state_dict()`. */
export type Constants = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

const takes = {
  constants: signature(`AOTICompiledModel.load_constants(self, constants_map: Constants, *, check_full_update: bool,
    user_managed: bool = False, allow_h2d_copy: bool = False)`),
};

/** A program of AOTInductor, with its weights (`torch.export.pt2_archive.AOTICompiledModel`): call it. */
export class AOTICompiledModel extends CallableObject {
  readonly #loaded: PackageHandle;
  #specs: readonly [TreeSpec, TreeSpec] | undefined;

  /** From {@link aoti_load_package}, which programs call. */
  constructor(loaded: PackageHandle) {
    super();
    this.#loaded = loaded;
  }

  get #spec(): readonly [TreeSpec, TreeSpec] {
    if (this.#specs === undefined) {
      const [given, got] = callSpec(this.#loaded);
      this.#specs = [parseSpec(given!), parseSpec(got!)];
    }
    return this.#specs;
  }

  protected override __call__(...args: unknown[]): unknown {
    const [inputs, outputs] = this.#spec;
    return nested(runPackage(this.#loaded, tensorsIn(ordered(args, inputs))), outputs);
  }

  /** What the compiler noted about the program. */
  get_metadata(): Record<string, string> {
    return packageMetadata(this.#loaded);
  }
  /** The names of its constants: parameters and buffers. */
  get_constant_fqns(): string[] {
    return constantNames(this.#loaded);
  }
  /**
   * Gives it other constants. With `check_full_update` all must be there; with `user_managed` it uses the tensors
   * themselves, which must stay. Throws a RuntimeError for a name that it does not know.
   */
  load_constants(...args: typeof takes.constants.args): void {
    const { constants_map, check_full_update, user_managed, allow_h2d_copy } = takes.constants.read(args);
    const pairs = isMap(constants_map)
      ? [...(constants_map as ReadonlyMap<string, Tensor>)] : Object.entries(constants_map);
    loadConstants(this.#loaded, pairs, check_full_update, user_managed, allow_h2d_copy);
  }
}
export interface AOTICompiledModel {
  /** Runs it on tensors, nested as those that it was compiled with; named ones come in a last plain object. */
  <Output = Tensor>(...args: unknown[]): Output;
}

/** Arguments by name in the order in which the program was compiled with them. */
function ordered(args: readonly unknown[], { children }: TreeSpec): readonly unknown[] {
  const [positional, named] = children;
  const keys = Array.isArray(named?.context) ? (named.context as string[]) : [];
  const last = args.at(-1);
  if (keys.length === 0 || args.length !== (positional?.children.length ?? 0) + 1 || !isPlainObject(last)) return args;
  const absent = keys.filter((key) => !Object.hasOwn(last, key));
  if (absent.length > 0) throw new RuntimeError(`the program needs the arguments ${absent.join(', ')} by name`);
  return [...args.slice(0, -1), ...keys.map((key) => last[key])];
}

/**
 * Loads a program that `torch._inductor.aoti_compile_and_package` made in Python, of a package that may hold several
 * (`torch._inductor.package.load_package`): for this system and kind of processor, and the same minor version of
 * libtorch. It is compiled code: load only those that you trust; and as in Python nobody checks shapes that it was not
 * compiled for. Throws a RuntimeError for what is no such package.
 */
export const load_package = signature(`load_package(path: LoadSource, model_name: str = "model",
  run_single_threaded: bool = False, num_runners: int = 1, device_index: int = -1, use_stream_affinity: bool = False)
  -> AOTICompiledModel`).define((
  path, model_name, run_single_threaded, num_runners, device_index, use_stream_affinity,
) => {
  const load = (folder: string): AOTICompiledModel =>
    new AOTICompiledModel(loadPackage(
      folder, model_name, run_single_threaded, num_runners, device_index, use_stream_affinity));
  const place = pathOf(path);
  if (place !== undefined && statSync(place, { throwIfNoEntry: false })?.isDirectory() === true) return load(place);
  const source = openSource(path);
  try {
    return unpacked(source, load);
  } finally {
    source.close();
  }
});

/**
 * Loads a program that `torch._inductor.aoti_compile_and_package` made in Python (`torch._inductor.aoti_load_package`):
 * {@link load_package} of its model `model`. Called with tensors, it gives what it gives there.
 */
export const aoti_load_package = signature(`aoti_load_package(path: LoadSource, run_single_threaded: bool = False,
  device_index: int = -1, *, num_runners: int = 1, use_stream_affinity: bool = False) -> AOTICompiledModel`).define((
  path, run_single_threaded, device_index, num_runners, use_stream_affinity,
) => load_package(path, { run_single_threaded, device_index, num_runners, use_stream_affinity }));
