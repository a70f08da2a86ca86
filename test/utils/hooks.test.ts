import * as torch from 'nodetorch';
import { unserializable_hook, warn_if_has_hooks } from 'nodetorch/utils/hooks';
import { expect, test, vi } from 'vitest';

test('a tensor with hooks is warned of, by the name of each that is still there and may not be left out', () => {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    const x = torch.ones(2, { requires_grad: true });
    x.register_hook(function scaled(grad) {
      return grad.mul(2);
    });
    x.register_hook(function removed() {}).remove();
    x.register_hook(unserializable_hook(function ignored() {}));
    x.register_post_accumulate_grad_hook(function after() {});
    warn_if_has_hooks(x);
    expect(emit.mock.calls.map(([text]) => String(text))).toEqual([
      'backward hook scaled on tensor will not be serialized.  If this is expected, you can decorate the function with ' +
        '@torch.utils.hooks.unserializable_hook to suppress this warning',
    ]);
  } finally {
    emit.mockRestore();
  }
});
