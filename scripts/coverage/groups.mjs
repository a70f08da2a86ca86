// @ts-check
// How docs/coverage.md sums up modules.

/**
 * The core: every name of these is reached or has its reason. The first line that fits a module decides.
 * @type {[title: string, modules: RegExp][]}
 */
export const core = [
  ['torch', /^torch(\.Tensor|\.functional)?$/],
  ['torch.nn', /^torch\.nn(\.modules(\..*)?|\.parameter|\.grad)?$/],
  ['torch.nn.functional', /^torch\.nn\.functional$/],
  ['torch.nn.init', /^torch\.nn\.init$/],
  ['torch.nn.utils', /^torch\.nn\.utils(\.|$)/],
  ['torch.optim', /^torch\.optim(\.|$)/],
  ['torch.autograd', /^torch\.autograd(\.(?!profiler)|$)/],
  ['torch.func', /^torch\.func$/],
  ['torch.linalg', /^torch\.linalg$/],
  ['torch.fft', /^torch\.fft$/],
  ['torch.special', /^torch\.special$/],
  ['torch.sparse', /^torch\.sparse(\.|$)/],
  ['torch.masked', /^torch\.masked(\.|$)/],
  ['torch.nested', /^torch\.nested(\.|$)/],
  ['torch.distributions', /^torch\.distributions(\.|$)/],
  ['torch.signal', /^torch\.signal(\.|$)/],
  ['torch.foreach', /^torch\.foreach$/],
  ['torch.testing', /^torch\.testing$/],
  ['torch.backends', /^torch\.backends(\.|$)/],
  ['torch.utils.checkpoint', /^torch\.utils\.checkpoint$/],
];

/** @param {string} module @returns {string | undefined} */
export const coreGroupOf = (module) => core.find(([, pattern]) => pattern.test(module))?.[0];

/** The namespace of `torch` that a module belongs to. @param {string} module */
export const spaceOf = (module) => module.split('.').slice(0, 2).join('.');
