import { signature } from '../../../arguments/signature.js';
import { warn } from '../../../python/warnings.js';
import { Module } from '../../module.js';

const takes = signature('Container(modules: dict[str, Module] = None)');

/** The modules that it is given by name, as members (`torch.nn.Container`). Deprecated in PyTorch: extend `Module`. */
export class Container extends Module {
  constructor(...args: typeof takes.args) {
    super();
    const [modules] = takes.list(args);
    warn('FutureWarning', '`nn.Container` is deprecated. All of its functionality is now implemented in `nn.Module`. ' +
      'Subclass that instead.');
    for (const [name, module] of Object.entries(modules ?? {})) this.add_module(name, module);
  }
}
