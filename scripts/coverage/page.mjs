// @ts-check
// docs/coverage.md.
import { script } from '../op_policy/missing.mjs';
import { core, coreGroupOf, spaceOf } from './groups.mjs';
import { notImported, version } from './names.mjs';

/** @typedef {import('./sum.mjs').Row} Row */

const columns = ['names', 'reached', 'declared', 'forward', 'backward', 'reason', 'missing'];

/** @param {Row} row */
export const isMissing = ({ reached, reason }) => !reached && reason === undefined;

/** @param {Row[]} rows */
function counts(rows) {
  const count = (/** @type {(row: Row) => boolean} */ is) => rows.filter(is).length;
  return [
    rows.length, count(({ reached }) => reached), count(({ declared }) => declared), count(({ forward }) => forward),
    count(({ backward }) => backward), count(({ reason }) => reason !== undefined), count(isMissing),
  ];
}

/** @param {Row[]} rows @returns {string} of the names, and of those that are not of TorchScript's compiler */
function percentages(rows) {
  const share = (/** @type {Row[]} */ of) =>
    (of.length === 0 ? '' : `${(100 * of.filter(({ reached }) => reached).length / of.length).toFixed(1)} %`);
  return `${share(rows)} | ${share(rows.filter(({ reason }) => reason !== script))}`;
}

/** @template T @param {T[]} list @param {(one: T) => string | undefined} keyOf @returns {Map<string, T[]>} */
function grouped(list, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const one of list) {
    const key = keyOf(one);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/** @param {string[]} head @param {string[]} lines */
const table = (head, lines) => [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...lines].join('\n');

/** @param {Map<string, Row[]>} groups */
const shares = (groups) => [...groups].map(([title, of]) => `| ${title} | ${counts(of).join(' | ')} | ${percentages(of)} |`);

/** @param {Map<string, Row[]>} groups */
const lists = (groups) => [...groups].map(([title, of]) => `- ${title} (${of.length}): ${of.map(({ name }) => name).join(' ')}`);

/** Reason -> modules with their names. @param {Row[]} rows */
function reasons(rows) {
  const by = grouped(rows, ({ reason }) => reason);
  return [...by].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, of]) => {
    const modules = [...grouped(of, ({ module }) => module)];
    const named = modules.map(([module, some]) => `${module}: ${some.map(({ name }) => name).join(' ')}`);
    const isLong = of.length > 400;
    const counted = modules.map(([module, some]) => `${module} (${some.length})`);
    return `- **${reason}** (${of.length}). ${(isLong ? counted : named).join('; ')}`;
  });
}

/** @param {Row[]} rows @returns {string} */
export function page(rows) {
  const byCore = grouped(rows, ({ module }) => coreGroupOf(module));
  const ordered = new Map(core.map(([title]) => [title, byCore.get(title) ?? []]));
  const others = rows.filter(({ module }) => coreGroupOf(module) === undefined);
  const bySpace = grouped(others, ({ module }) => spaceOf(module));
  const isWhole = (/** @type {Row[]} */ of) => of.every(isMissing);
  const modules = grouped(rows, ({ module }) => module);
  const present = new Map([...modules].filter(([, of]) => of.some(({ reached }) => reached)));
  const sum = [...columns, 'reached', "without TorchScript's compiler"];
  return `# Coverage

Every public name of PyTorch ${version}, by module, and what became of it here. Written by \`npm run coverage\`; a test makes it
again and compares.

- **names**: what the module's \`__all__\` has; of a module without it, what its source defines and what a package takes from
  below. An object that PyTorch has in several places is counted in each. Of torch.Tensor all public attributes.
- **reached**: at run time, as \`torch.a.b.name\`, and from \`nodetorch/a/b\` where the package has that entry. An alias of
  Python's typing is reached when it is declared. Switches like \`torch.backends.cudnn.benchmark\` count as members only: what
  a module of JavaScript exports cannot be set.
- **declared**: TypeScript sees it there in the compiled declarations.
- **forward**: a test says the name by its path, or replays PyTorch's answers to a call of it (\`scripts/coverage/tested.mjs\` says
  exactly what counts). The members that tests use of anything count for torch.Tensor. Tested under one of its paths, an
  object is tested under all.
- **backward**: gradients are asked for in the same test, or stand beside the answer. Most of what is not differentiable has
  none.
- **reason**: the name stays away, for a reason that is a fact about JavaScript or a decision of the design
  (\`scripts/op_policy/missing.mjs\`, \`missing_modules.mjs\`).
- **missing**: the name is not there, and there is no reason but that nobody wrote it yet.

Not imported where the names were written down: ${Object.entries(notImported).map(([name, why]) => `${name} (${why})`).join(', ')}.

## All

${table(['', ...sum], shares(new Map([['all', rows], ['core', rows.filter(({ module }) => coreGroupOf(module) !== undefined)], ['others', others]])))}

## The core

${table(['', ...sum], shares(ordered))}

Missing in the core:

${lists(grouped(rows.filter((row) => isMissing(row) && coreGroupOf(row.module) !== undefined), ({ module }) => module)).join('\n') || 'nothing.'}

## Other namespaces that are here in part, or stay away

${table(['', ...sum], shares(new Map([...bySpace].filter(([, of]) => !isWhole(of)))))}

## Namespaces that are missing

Nothing of these is here, and nothing of it has a reason.

${table(['', 'modules', 'names'], [...bySpace].filter(([, of]) => isWhole(of)).map(([space, of]) =>
  `| ${space} | ${new Set(of.map(({ module }) => module)).size} | ${of.length} |`))}

## Modules

All of which something is here.

${table(['', ...columns], [...present].map(([module, of]) => `| ${module} | ${counts(of).join(' | ')} |`))}

## Reasons

Of more than 400 names, only the modules.

${reasons(rows).join('\n')}
`;
}
