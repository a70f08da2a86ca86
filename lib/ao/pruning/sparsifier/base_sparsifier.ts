/** `torch.ao.pruning.sparsifier.base_sparsifier`: what all sparsifiers have in common. */
import { unscoped } from '../../../addon/scope.js';
import { signature } from '../../../arguments/signature.js';
import { no_grad } from '../../../autograd/grad_mode.js';
import { ones, ones_like } from '../../../generated/torch.js';
import { deepcopy } from '../../../nn/copy.js';
import { classOf, fieldsOf, setField } from '../../../nn/module/members.js';
import type { Module } from '../../../nn/module.js';
import { Linear } from '../../../nn/modules/linear.js';
import {
  register_parametrization, remove_parametrizations, type_before_parametrizations,
} from '../../../nn/utils/parametrize.js';
import { py_float_repr } from '../../../python/format.js';
import { isPlainObject } from '../../../python/objects.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import {
  AssertionError, AttributeError, KeyError, NotImplementedError, RuntimeError,
} from '../../../values/errors.js';
import {
  notSaved, type SparsifierState, type SparsifierStateDict, type SparsityConfig, type SparsityGroup,
} from './groups.js';
import {
  FakeSparsity, get_arg_info_from_tensor_fqn, module_contains_param, module_to_fqn, parametrizationsOf, swap_module,
  tensorOf,
} from './utils.js';

const takes = {
  load: signature('BaseSparsifier.load_state_dict(self, state_dict: SparsifierStateDict, strict: bool = True)'),
  prepare: signature('BaseSparsifier.prepare(self, model: Module, config: Sequence[SparsityConfig] | None)'),
  configure: signature(`BaseSparsifier.make_config_from_model(self, model: Module,
    SUPPORTED_MODULES: Set[Function] | None = None)`),
  squash: signature(`BaseSparsifier.squash_mask(self, params_to_keep: Sequence[str] | None = None,
    params_to_keep_per_layer: dict[str, Sequence[str]] | None = None)`),
  convert: signature(`BaseSparsifier.convert(self, module: Module, mapping: ModuleMapping | None = None,
    inplace: bool = False, parameterization: ModuleClass | None = None)`),
  step: signature('BaseSparsifier.step(self, use_path: bool = True)'),
};

/** The classes of modules that are made sparse where nobody says which. */
const SUPPORTED_MODULES: ReadonlySet<Function> = new Set([Linear as Function]);

/** A text by itself, anything else as Python's `str` shows it: levels of sparsity are floats. */
function shown(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  return name === 'sparsity_level' && typeof value === 'number' ? py_float_repr(value) : py_repr(value);
}

/** The parametrization that a group names, a mask on its tensor unless it names another. */
type Parametrizing = new (mask: Tensor) => Module;

/** The entries of a group that are to be kept. Throws a KeyError for one that it has not. */
function kept(group: SparsityGroup, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => {
    if (!Object.hasOwn(group, name)) throw new KeyError(py_repr(name));
    return [name, group[name]];
  }));
}

/**
 * The base of all sparsifiers (`torch.ao.pruning.BaseSparsifier`): `prepare` puts masks on tensors of a model, `step`
 * computes them anew by `update_mask`, which a class of your own defines, and `squash_mask` makes what is left the
 * tensors themselves. `defaults` is what the configuration of a tensor need not say.
 */
export abstract class BaseSparsifier {
  defaults: Record<string, unknown>;
  /** The masks, by the paths of the tensors. */
  state: SparsifierState = {};
  /** What is known of each tensor; schedulers set its `sparsity_level`. */
  groups: SparsityGroup[] = [];
  /** Whether `step` computes masks. */
  enable_mask_update = true;
  /** The model that was prepared. */
  declare model: Module;
  /** What `prepare` was told, or found. */
  declare config: SparsityConfig[];

  constructor(defaults: Readonly<Record<string, unknown>> | null = null) {
    this.defaults = defaults ?? {};
  }

  /** Computes the mask of one tensor, which its group tells of, in its place. */
  abstract update_mask(group: SparsityGroup): void;

  toString(): string {
    const groups = this.groups.map((group, i) => {
      const names = Object.keys(group).filter((name) => name !== 'module').sort();
      const lines = names.map((name) => `\t    ${name}: ${shown(name, group[name])}\n`);
      return `\n\tGroup ${i}\n\t    module: ${String(group.module)}\n${lines.join('')}`;
    });
    return `${this.constructor.name} (${groups.join('')})`;
  }

  /** The masks, and the groups without what belongs to the model (`torch.ao.pruning.BaseSparsifier.state_dict`). */
  state_dict(): SparsifierStateDict {
    const groups = this.groups.map((group) => Object.fromEntries(
      Object.entries(group).filter(([name]) => !notSaved.includes(name))) as SparsifierStateDict['groups'][number]);
    return { state: this.state, groups };
  }

  /**
   * Goes on from what `state_dict` gave, in the model that was prepared
   * (`torch.ao.pruning.BaseSparsifier.load_state_dict`). The masks move from the state into the model, as PyTorch's do.
   * Throws a RuntimeError for a tensor whose module the model does not have.
   */
  load_state_dict(...args: typeof takes.load.args): void {
    const [state_dict, strict] = takes.load.list(args);
    const groups = deepcopy(state_dict.groups) as SparsityGroup[];
    const states = state_dict.state;
    for (const [tensor_fqn, state] of Object.entries(states)) {
      if ((this.model as Module | undefined) === undefined) {
        throw new AttributeError(`'${this.constructor.name}' object has no attribute 'model'`);
      }
      const info = get_arg_info_from_tensor_fqn(this.model, tensor_fqn);
      const { module, tensor_name } = info;
      if (strict && module === null) throw new RuntimeError(`Error loading ${tensor_fqn} into the model`);
      const list = parametrizationsOf(module, tensor_name);
      let sparsity = [...list].find((each) => each instanceof FakeSparsity) as FakeSparsity | undefined;
      if (sparsity === undefined) {
        const { shape } = tensorOf(module, tensor_name);
        sparsity = unscoped(() => new FakeSparsity(ones([...shape])));
        register_parametrization(module!, tensor_name, sparsity as never);
      }
      if (state.mask !== undefined && state.mask !== null) {
        sparsity.mask = state.mask;
        delete state.mask;
      }
      for (const group of groups) if (group.tensor_fqn === tensor_fqn) Object.assign(group, info);
    }
    this.state = states;
    this.groups = groups;
  }

  /** Notes the weights of all modules of the given classes, linear layers if none are, as the configuration. */
  make_config_from_model(...args: typeof takes.configure.args): void {
    const [model, supported] = takes.configure.list(args);
    const classes = supported ?? SUPPORTED_MODULES;
    this.config = [];
    const stack = [model];
    for (let module = stack.pop(); module !== undefined; module = stack.pop()) {
      for (const [, child] of module.named_children()) {
        if (classes.has(classOf(child))) this.config.push({ tensor_fqn: `${module_to_fqn(model, child)}.weight` });
        else stack.push(child);
      }
    }
  }

  /**
   * Puts masks of ones on tensors of a model (`torch.ao.pruning.BaseSparsifier.prepare`): those that `config` names, by
   * their paths, with what differs from the defaults; null for the weights of all linear layers. Throws an
   * AssertionError for a configuration that names no tensor, or contradicts itself.
   */
  prepare(...args: typeof takes.prepare.args): void {
    const [model, config] = takes.prepare.list(args);
    this.model = model;
    if (config === null) this.make_config_from_model(model);
    else this.config = config as SparsityConfig[];
    for (const each of this.config) this.groups.push(groupOf(model, this.defaults, each));
    this._prepare();
  }

  /** Puts the masks on. */
  _prepare(): void {
    for (const group of this.groups) {
      const { module, tensor_name, tensor_fqn } = group;
      const Parametrization = (group['parametrization'] ?? FakeSparsity) as Parametrizing;
      const mask = unscoped(() =>
        (group['mask'] ?? ones_like(tensorOf(module, tensor_name))) as Tensor);
      (this.state[tensor_fqn] ??= {}).mask = mask;
      register_parametrization(module, tensor_name, new Parametrization(mask) as never);
    }
  }

  /**
   * Makes the masked tensors those of the modules, without masks (`torch.ao.pruning.BaseSparsifier.squash_mask`). What
   * is named, for all modules or by the path of one, stays as the module's `sparse_params`. Throws a KeyError for what
   * a group does not have.
   */
  squash_mask(...args: typeof takes.squash.args): void {
    const [params_to_keep, per_layer] = takes.squash.list(args);
    for (const group of this.groups) {
      const { module, module_fqn, tensor_name } = group;
      remove_parametrizations(module, tensor_name, { leave_parametrized: true });
      const params = { ...kept(group, params_to_keep ?? []), ...kept(group, per_layer?.[module_fqn] ?? []) };
      if (Object.keys(params).length > 0) fieldsOf(module)['sparse_params'] = params;
    }
  }

  /**
   * A copy of a module, or for `inplace` the module itself, in which those below that have a mask are what `from_dense`
   * of another class makes of them, by a map of classes (`torch.ao.pruning.BaseSparsifier.convert`). Throws a
   * NotImplementedError without such a map.
   */
  convert(...args: typeof takes.convert.args): Module {
    const [given, mapping, inplace, parametrization] = takes.convert.list(args);
    if (mapping === null) throw new NotImplementedError('Need to auto generate mapping ');
    const Parametrization = parametrization ?? FakeSparsity;
    const module = inplace ? given : deepcopy(given);
    const reassigned = [...module.named_children()].map(([name, child]) => {
      const isLeaf = module_contains_param(child, Parametrization) && mapping.has(type_before_parametrizations(child));
      return [name, isLeaf ? swap_module(child, mapping)
        : this.convert(child, { mapping, inplace: true, parameterization: Parametrization })] as const;
    });
    for (const [name, child] of reassigned) setField(module, name, child);
    return module;
  }

  /** Computes all masks anew (`torch.ao.pruning.BaseSparsifier.step`), unless `enable_mask_update` is false. */
  step(...args: typeof takes.step.args): void {
    takes.step.list(args);
    if (!this.enable_mask_update) return;
    no_grad(() => {
      for (const group of this.groups) this.update_mask(group);
    });
  }
}

/** A group of a configuration's entry. Throws an AssertionError for one that does not say which tensor is meant. */
function groupOf(model: Module, defaults: Record<string, unknown>, config: SparsityConfig): SparsityGroup {
  if (!isPlainObject(config)) {
    throw new AssertionError('config elements should be dicts not modules i.e.:' +
      '[{`tensor_fqn`: `foo.bar.weight`}, {`tensor_fqn`: ... }, ...]');
  }
  if (!isPlainObject(defaults)) throw new AssertionError('defaults must be a dict');
  const group: Record<string, unknown> = { ...deepcopy(defaults), ...config };
  const tensor_fqn = group['tensor_fqn'] as string | null | undefined;
  if (tensor_fqn === null || tensor_fqn === undefined) {
    throw new AssertionError('tensor_fqn is a required argument in the sparsity config which replaces previous ' +
      '`module` and [module]`fqn` arguments');
  }
  const info = get_arg_info_from_tensor_fqn(model, tensor_fqn);
  for (const [name, value] of Object.entries(info)) {
    if (!Object.hasOwn(group, name) || group[name] === value) continue;
    throw new AssertionError(
      `Given both \`${name}\` and \`tensor_fqn\` in the config, it is expected them to agree!`);
  }
  return Object.assign(group, info) as SparsityGroup;
}
