// The figures of `npm run editor` as text.

/** Each name once: what is exported twice, or inherited, stands at the first place. */
export function distinct(names) {
  const seen = new Set();
  return names.filter(({ declaration }) => !seen.has(declaration) && seen.add(declaration));
}

/** Whether an editor shows no sentence, at the name or at one of the variants of its call. */
export const isSilent = ({ text, calls }) => !text || !calls;

function count(names) {
  const of = (test) => names.filter(test).length;
  return {
    names: names.length,
    silent: of(isSilent),
    unexplained: of((one) => one.arguments === false),
    addressed: of((one) => one.address),
  };
}

/** Figures by place (exports), of members, and of all distinct names. */
export function summary(names) {
  const figures = {};
  for (const place of new Set(names.map((one) => one.place))) {
    figures[place] = count(names.filter((one) => !one.member && one.place === place));
  }
  const once = distinct(names);
  const tensor = once.filter(({ path, member }) => member && path.startsWith('torch.Tensor.'));
  figures['members of Tensor'] = count(tensor);
  figures['members of other classes'] = count(once.filter((one) => one.member && !tensor.includes(one)));
  figures['each name once'] = count(once);
  return figures;
}

/** The names without text, one to a line, with the file that declares them. */
export function listed(names) {
  const lines = distinct(names).filter(isSilent).map(({ path, kind, text, declaration }) => {
    const file = declaration.getSourceFile().fileName.replace(/^.*\/dist\//, '').replace(/\.d\.ts$/, '');
    return `${path}  ${kind}, ${text ? 'none at a call' : 'no sentence'}  ${file}`;
  });
  return [...lines, `${lines.length} names without text`, ''].join('\n');
}

function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  return all.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd());
}

const short = (list) => (list.length <= 6 ? list.join(' ') : `${list.slice(0, 6).join(' ')} ... ${list.length - 6} more`);

/** All figures. */
export function report({ names, signatures, completions, hovers, errors, costs }) {
  const inner = (list) => `${list.filter((one) => one.inner).length} of ${list.length}`;
  const lines = [
    'Names: without a sentence, with arguments that are not explained, with the address of a page',
    ...table(['', 'names', 'silent', 'unexplained', 'addressed'], Object.entries(names).map(
      ([place, { names: n, silent, unexplained, addressed }]) => [place, n, silent, unexplained, addressed])),
    '',
    'Signature help',
    ...table(['', 'variants', 'documented', 'numbered labels'], signatures.map(
      ({ name, variants, documented, numbered }) => [name, variants, documented, numbered])),
    '',
    'Completions inside { }',
    ...table(['', 'names', 'no options', 'missing'], completions.map(
      ({ name, names: n, others, missing }) => [name, n, others.length, missing.length])),
    ...completions.filter(({ missing }) => missing.length > 0).map(({ name, missing }) => `  ${name} lacks ${short(missing)}`),
    '',
    `Hovers that show inner names: ${inner(hovers)}`,
    ...hovers.map(({ text }) => `  ${text.slice(0, 150)}`),
    `Complaints that show inner names: ${inner(errors)}`,
    ...errors.map(({ name, text }) => `  ${name}\n    ${text.slice(0, 300) || 'none: it compiles'}`),
    '',
    'tsc over one line',
    ...costs.map(({ skipLibCheck, seconds, types, instantiations, errors: wrong }) =>
      `  skipLibCheck ${skipLibCheck}: ${seconds} s, ${types} types, ${instantiations} instantiations` +
      `${wrong.length > 0 ? `, ${wrong.length} errors: ${wrong[0]}` : ''}`),
    '',
  ];
  return lines.join('\n');
}
