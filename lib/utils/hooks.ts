/** `torch.utils.hooks`: what hooks are taken off by, and what is said of them when a tensor is saved. */
import { signature } from '../arguments/signature.js';
import { hooksOf } from '../autograd/hooks.js';
import { warn } from '../python/warnings.js';
import { py_repr } from '../python/repr.js';

export { RemovableHandle } from '../autograd/hooks.js';
export { BackwardHook } from '../nn/module/backward_hook.js';

const unserializable = new WeakSet<object>();

/** Says that a hook is not meant to be saved with its tensor, so that nobody warns of it; gives it back. */
export function unserializable_hook<F extends (...args: never[]) => unknown>(f: F): F {
  unserializable.add(f);
  return f;
}

/** Warns of each hook of a tensor that is not to be saved with it (`torch.utils.hooks.warn_if_has_hooks`). */
export const warn_if_has_hooks = signature('warn_if_has_hooks(tensor: Tensor) -> None').define((tensor) => {
  for (const hook of hooksOf(tensor)) {
    if (unserializable.has(hook)) continue;
    warn('UserWarning', `backward hook ${hook.name === '' ? py_repr(String(hook)) : hook.name} on tensor will not be ` +
      'serialized.  If this is expected, you can decorate the function with ' +
      '@torch.utils.hooks.unserializable_hook to suppress this warning');
  }
});
