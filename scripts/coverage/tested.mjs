// @ts-check
// Which names tests call, and which gradients they compare: read in the sources of the tests and in PyTorch's answers.
//
// Forward: a test's file says the name by its path (`torch.nn.functional.relu`, or through an import, a destructuring
// or a constant of a namespace), or a golden file that is replayed has a call of it, the snapshot of the conformance
// run among them. A member of anything else counts for torch.Tensor. A name in a string or in torch[name] does not.
// Backward: in the same test (outside of tests: in the same statement) somebody asks for gradients, or the call in the
// golden file has gradients beside it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { snapshotHeaders } from '../conformance/snapshot.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The golden files that are lists of calls -> where the names in them stand. @type {Record<string, string[]>} */
const CALLS = {
  argument_kinds: ['torch'],
  foreach: ['torch.foreach'],
  functional: ['torch'],
  layers: ['torch.nn'],
  lazy_layers: ['torch.nn'],
  lr_scheduler: ['torch.optim.lr_scheduler', 'torch.optim'],
  make_tensor: ['torch.testing'],
  modules: ['torch.nn'],
  nn_functional: ['torch.nn.functional'],
  nn_grad: ['torch.nn.grad'],
  nn_init: ['torch.nn.init'],
  nn_utils: ['torch.nn.utils'],
  operator_calls: ['torch'],
  optim: ['torch.optim'],
  optim_functional: ['torch.optim.functional'],
  optim_texts: ['torch.optim'],
  parametrizations: ['torch.nn', 'torch.nn.utils.parametrizations'],
  signal_windows: ['torch.signal.windows'],
  prune: ['torch.nn.utils.prune'],
  sequences: ['torch.nn.utils.rnn'],
};

/** Where the entries of the suites stand that are no operators. */
const HOMES = {
  modules: 'torch.nn', optimizers: 'torch.optim', schedulers: 'torch.optim.lr_scheduler', distributions: 'torch.distributions',
};

/** Who says one of these asks for gradients. */
const GRADIENTS = new Set(['backward', 'grad', 'gradcheck', 'gradgradcheck', 'hessian', 'jacfwd', 'jacobian', 'jacrev', 'vjp']);

/** @typedef {{ forward: Set<string>, backward: Set<string> }} Tested  full paths */

/** @param {(path: string) => boolean} isName @returns {Tested} */
export function tested(isName) {
  const found = { forward: new Set(), backward: new Set() };
  /** @param {string} path @param {boolean} gradients */
  const note = (path, gradients) => {
    if (!isName(path)) return;
    found.forward.add(path);
    if (gradients) found.backward.add(path);
  };
  for (const [file, homes] of Object.entries(CALLS)) {
    readCalls(JSON.parse(readFileSync(`${root}test/golden/${file}.json`, 'utf8')), homes, note);
  }
  readSnapshots(note);
  for (const file of filesOf('test')) readTests(`${root}${file}`, note);
  return found;
}

/** @param {string} folder */
const filesOf = (folder) => ts.sys.readDirectory(`${root}${folder}`, ['.ts']).map((file) => file.slice(root.length)).sort();

/** The calls that the snapshot replays. @param {(path: string, gradients: boolean) => void} note */
function readSnapshots(note) {
  for (const [suite, home] of Object.entries(HOMES)) {
    for (const { entry, samples } of snapshotHeaders(suite)) {
      note(`${home}.${entry.replace(/^nn\./, '')}`, hasGradient(samples));
    }
  }
  for (const { entry, samples } of snapshotHeaders('ops')) {
    note(`torch.${entry}`, hasGradient(samples));
    for (const sample of samples) {
      const { path, method } = sample.call ?? {};
      if (path) note(`torch.${path}`, hasGradient([sample]));
      if (method) note(`torch.Tensor.${method}`, hasGradient([sample]));
    }
  }
}

/** Aspects of distributions and transforms that are a value and its gradients, or lists of such. */
const WITH_GRADIENTS = ['rsamples', 'densities', 'kl', 'forward'];

/** @param {any[]} samples */
const hasGradient = (samples) => samples.some(({ expect }) =>
  Array.isArray(expect?.grad) || expect?.grad?.tuple || WITH_GRADIENTS.some((aspect) => pairs(expect?.[aspect])));

/** Whether there is a list of gradients behind a tensor in it. @param {any} tree @returns {boolean} */
function pairs(tree) {
  if (!Array.isArray(tree)) return false;
  const [value, gradients] = tree;
  if (value?.t !== undefined && Array.isArray(gradients)) return gradients.some((one) => one?.t !== undefined);
  return tree.some(pairs);
}

/** @param {any} value @param {string[]} homes @param {(path: string, gradients: boolean) => void} note */
function readCalls(value, homes, note) {
  if (typeof value !== 'object' || value === null) return;
  const said = Array.isArray(value) ? value.slice(0, 2) : [value.layer, value.function];
  const names = said.filter((one) => typeof one === 'string');
  if (names.length > 0) {
    const gradients = /"(grads|gradients)": ?\[/.test(JSON.stringify(value));
    for (const name of names) {
      if (name.startsWith('.')) note(`torch.Tensor${name}`, gradients);
      else for (const home of homes) note(`${home}.${name}`, gradients);
    }
  }
  for (const one of Object.values(value)) readCalls(one, homes, note);
}

/** @param {string} file @param {(path: string, gradients: boolean) => void} note */
function readTests(file, note) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  /** @type {Map<string, string>} */
  const bound = new Map();

  /** The path of an expression that begins with a namespace, else undefined. @param {ts.Node} node */
  const pathOf = (node) => {
    if (ts.isIdentifier(node)) return bound.get(node.text);
    if (!ts.isPropertyAccessExpression(node)) return undefined;
    const owner = pathOf(node.expression);
    return owner && `${owner}.${node.name.text}`;
  };

  /** @param {ts.Node} node */
  const bind = (node) => {
    if (ts.isImportDeclaration(node)) bindImport(node, bound);
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const path = pathOf(node.initializer);
      if (path !== undefined && ts.isIdentifier(node.name)) bound.set(node.name.text, path);
      if (path !== undefined && ts.isObjectBindingPattern(node.name)) {
        for (const { propertyName, name } of node.name.elements) {
          bound.set(name.getText(), `${path}.${(propertyName ?? name).getText()}`);
        }
      }
    }
    ts.forEachChild(node, bind);
  };
  bind(source);

  /** @param {ts.Node} block */
  const read = (block) => {
    /** @type {Set<string>} */
    const paths = new Set();
    let gradients = false;
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (node !== block && isTest(node)) return read(node);
      if (ts.isIdentifier(node)) {
        gradients ||= GRADIENTS.has(node.text);
        const path = bound.get(node.text);
        if (path !== undefined && !isNameOfProperty(node)) paths.add(path);
      } else if (ts.isPropertyAccessExpression(node)) {
        paths.add(pathOf(node) ?? `torch.Tensor.${node.name.text}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(block);
    for (const path of paths) note(path, gradients);
  };
  for (const statement of source.statements) if (!ts.isImportDeclaration(statement)) read(statement);
}

/** @param {ts.Node} node */
const isNameOfProperty = (node) => ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;

/** Whether a node is a call of test, it, test.each(...) and the like. @param {ts.Node} node */
function isTest(node) {
  if (!ts.isCallExpression(node)) return false;
  let callee = /** @type {ts.Node} */ (node.expression);
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) callee = callee.expression;
  return ts.isIdentifier(callee) && (callee.text === 'test' || callee.text === 'it');
}

/** @param {ts.ImportDeclaration} node @param {Map<string, string>} bound */
function bindImport({ moduleSpecifier, importClause }, bound) {
  const from = /^nodetorch(\/.*)?$/.exec(/** @type {ts.StringLiteral} */ (moduleSpecifier).text);
  const bindings = importClause?.namedBindings;
  if (from === null || bindings === undefined) return;
  const module = `torch${(from[1] ?? '').replaceAll('/', '.')}`;
  if (ts.isNamespaceImport(bindings)) bound.set(bindings.name.text, module);
  else for (const { propertyName, name } of bindings.elements) bound.set(name.text, `${module}.${(propertyName ?? name).text}`);
}
