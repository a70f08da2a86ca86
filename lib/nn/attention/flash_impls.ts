/** Other kernels for flash attention, by name: what programs bring, and what PyTorch finds in packages of Python. */
import { signature } from '../../arguments/signature.js';
import { py_repr } from '../../python/repr.js';
import { warn } from '../../python/warnings.js';
import { ModuleNotFoundError, ValueError } from '../../values/errors.js';

/** What ends an implementation. */
export interface FlashAttentionHandle {
  remove(): void;
}

/** Puts an implementation in place; what it gives back ends it. */
export type RegisterFn = () => FlashAttentionHandle | null | undefined | void;

const needs = (module: string): RegisterFn => () => {
  throw new ModuleNotFoundError(`No module named '${module}'`);
};

/** Those of PyTorch's own are in packages of Python's, which are not found here. */
const impls = new Map<string, RegisterFn>([['FA3', needs('flash_attn_interface')], ['FA4', needs('flash_attn')]]);
let active: { readonly impl: string; readonly handle: FlashAttentionHandle } | null = null;

/** Names an implementation: `register_fn` puts it in place (`torch.nn.attention.register_flash_attention_impl`). */
export const register_flash_attention_impl = signature(
  'register_flash_attention_impl(impl: str, *, register_fn: RegisterFn) -> None').define((impl, register_fn) => {
  impls.set(impl, register_fn);
});

/**
 * Puts an implementation in place of the one before (`torch.nn.attention.activate_flash_attention_impl`). Throws a
 * ValueError for a name that nobody registered, and a ModuleNotFoundError for 'FA3' and 'FA4', packages of Python's.
 */
export const activate_flash_attention_impl = signature('activate_flash_attention_impl(impl: str) -> None').define(
  (impl) => {
    restore(false);
    const register = impls.get(impl);
    if (register === undefined) {
      throw new ValueError(`Unknown flash attention impl '${impl}'. Available implementations: ` +
        py_repr(list_flash_attention_impls()));
    }
    const handle = register();
    if (handle) active = { impl, handle };
  });

/** The names of all implementations, in order (`torch.nn.attention.list_flash_attention_impls`). */
export const list_flash_attention_impls = signature('list_flash_attention_impls() -> list[str]').define(
  () => [...impls.keys()].sort());

/** The one in place, null for libtorch's own (`torch.nn.attention.current_flash_attention_impl`). */
export const current_flash_attention_impl = signature('current_flash_attention_impl() -> Optional[str]').define(
  () => active?.impl ?? null);

/** Puts libtorch's own back in place (`torch.nn.attention.restore_flash_attention_impl`). */
export const restore_flash_attention_impl = signature(
  'restore_flash_attention_impl(_raise_warn: bool = True) -> None').define((_raise_warn) => {
  restore(_raise_warn);
});

function restore(warns: boolean): void {
  const before = active;
  if (before === null && warns) {
    warn('UserWarning', 'Trying to restore default FA2 impl when no custom impl was activated');
  }
  before?.handle.remove();
  active = null;
}
