/** What a recording is made into, by the names of PyTorch's backends. */
import { signature } from '../arguments/signature.js';
import { InvalidBackend } from './exceptions.js';

// With the tags of PyTorch's registry.
const backends: Readonly<Record<string, readonly string[]>> = { aot_eager: ['debug'], eager: ['debug'], inductor: [] };

let byDefault = 'inductor';

/** Throws an InvalidBackend where there is none of this name. */
export function checkBackend(name: unknown): void {
  if (typeof name === 'string' && Object.hasOwn(backends, name)) return;
  const what = typeof name === 'string' ? `'${name}'` : `a ${typeof name}: a recording is no graph that it could take`;
  throw new InvalidBackend(`Invalid backend: ${what}, see \`torch._dynamo.list_backends()\` for available backends. ` +
    `Here they are ${Object.keys(backends).map((each) => `'${each}'`).join(', ')}.`);
}

/**
 * The names of backends that have none of the tags: 'inductor', which records and replays; with null also
 * 'aot_eager', which does the same here, and 'eager', which records nothing (`torch.compiler.list_backends`).
 */
export const list_backends =
  signature('list_backends(exclude_tags: Sequence[str] | None = ["debug", "experimental"]) -> list[str]')
    .define((exclude_tags) => Object.keys(backends)
      .filter((name) => !backends[name]!.some((tag) => exclude_tags?.includes(tag) === true)));

/** The backend of functions that are compiled without one (`torch.compiler.get_default_backend`). */
export const get_default_backend = signature('get_default_backend() -> str').define(() => byDefault);

/**
 * Makes a backend that of functions that are compiled without one from now on; null: 'inductor'
 * (`torch.compiler.set_default_backend`). Throws an InvalidBackend where there is none of this name.
 */
export const set_default_backend = signature('set_default_backend(backend: str | None) -> None').define((backend) => {
  if (backend !== null) checkBackend(backend);
  byDefault = backend ?? 'inductor';
});
