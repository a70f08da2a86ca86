/** Which module is being traced (the scopes of torch/fx/proxy.py). */

/** The path of a module and its class (`torch.fx.proxy.Scope`): where in a program a node was made. */
export class Scope {
  module_path: string;
  /** The class; null for the root. */
  module_type: Function | null;

  constructor(module_path: string, module_type: Function | null) {
    this.module_path = module_path;
    this.module_type = module_type;
  }
}

/**
 * Makes a scope another one until it is disposed of, at the end of the block with `using`
 * (`torch.fx.proxy.ScopeContextManager`).
 */
export class ScopeContextManager {
  /** The scope that is changed. */
  readonly scope: Scope;
  readonly #before: Scope;

  constructor(scope: Scope, current_scope: Scope) {
    this.scope = scope;
    this.#before = new Scope(scope.module_path, scope.module_type);
    Object.assign(scope, { module_path: current_scope.module_path, module_type: current_scope.module_type });
  }

  [Symbol.dispose](): void {
    Object.assign(this.scope, { module_path: this.#before.module_path, module_type: this.#before.module_type });
  }
}
