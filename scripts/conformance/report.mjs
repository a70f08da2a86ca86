// Counts what passed, by dtype and form, and names what did not.

import { allowed, documented, names } from './allowed.mjs';

/** Samples that an entry shows as examples of its failures. */
const examples = 3;

export class Report {
  /** dtype, then form and aspect, then entry: {samples, failed, documented, problems}. */
  #counts = new Map();
  #rows = new Map();
  #samples = 0;
  #suites = new Set();

  add({ suite, entry, dtype, file }, { index, form, aspects }) {
    this.#samples++;
    this.#suites.add(suite);
    for (const [aspect, problem] of Object.entries(aspects)) {
      const about = { suite, entry, dtype, form, aspect };
      const count = this.#count(dtype, columnOf(form, aspect, problem), entry);
      count.samples++;
      if (problem === null) continue;
      const row = documented(about, problem);
      if (row !== undefined) {
        this.#rows.set(row, (this.#rows.get(row) ?? 0) + 1);
        count.documented++;
        continue;
      }
      count.failed++;
      if (count.problems.length < examples) count.problems.push({ sample: `${file}#${index}`, form, aspect, problem });
    }
  }

  #count(dtype, column, entry) {
    const at = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);
    return at(at(at(this.#counts, dtype, () => new Map()), column, () => new Map()), entry,
      () => ({ samples: 0, failed: 0, documented: 0, problems: [] }));
  }

  /** Whether every sample passed, documented failures aside. */
  get failed() {
    return [...this.#counts.values()].some((columns) => [...columns.values()].some((entries) =>
      [...entries.values()].some(({ failed }) => failed > 0)));
  }

  /** The table as text, and below it the entries that failed. */
  text() {
    const lines = [`${this.#samples} samples`];
    for (const [dtype, columns] of this.#counts) {
      lines.push('', `${dtype.padEnd(28)} entries   pass       %   samples  failed`);
      for (const [column, entries] of columns) {
        const all = [...entries.values()].filter((entry) => entry.documented < entry.samples);
        if (all.length === 0) continue;
        const passing = all.filter(({ failed }) => failed === 0).length;
        const sum = (name) => all.reduce((total, entry) => total + entry[name], 0);
        lines.push(`  ${column.padEnd(26)} ${String(all.length).padStart(7)}${String(passing).padStart(7)}` +
          `${((100 * passing) / Math.max(all.length, 1)).toFixed(2).padStart(8)}${String(sum('samples')).padStart(10)}` +
          `${String(sum('failed')).padStart(8)}`);
      }
    }
    for (const [dtype, columns] of this.#counts) {
      for (const [column, entries] of columns) {
        for (const [entry, { failed, samples, problems }] of entries) {
          if (failed === 0) continue;
          lines.push('', `${entry} ${dtype} ${column}: ${failed} of ${samples}`);
          for (const { sample, problem } of problems) lines.push(`  ${sample} ${problem}`);
        }
      }
    }
    lines.push('', 'let pass with a reason (scripts/conformance/allowed.mjs):');
    for (const [row, count] of this.#rows) lines.push(`  ${String(count).padStart(6)} ${row.entries}: ${row.reason}`);
    const seen = [...new Set([...this.#counts.values()].flatMap((columns) =>
      [...columns.values()].flatMap((entries) => [...entries.keys()])))];
    for (const row of allowed) {
      const { does, suite, entries, forms, tolerance, reason } = row;
      const how = { skip: 'not asked', values: 'no values', near: `within ${tolerance}` }[does];
      if (how === undefined || (suite !== undefined && !this.#suites.has(suite))) continue;
      // An entry that is never asked for in any form is not seen.
      if (does !== 'skip' && !seen.some((entry) => names(row, entry))) continue;
      lines.push(`  ${how}: ${entries}${forms === undefined ? '' : `, ${forms}`}: ${reason}`);
    }
    return `${lines.join('\n')}\n`;
  }

  json() {
    return Object.fromEntries([...this.#counts].map(([dtype, columns]) => [dtype, Object.fromEntries(
      [...columns].map(([column, entries]) => [column, Object.fromEntries(entries)]))]));
  }
}

function columnOf(form, aspect, problem) {
  if (form === 'error' && problem !== null && aspect === 'result') {
    return problem.startsWith('text') ? 'error text' : problem.startsWith('class') ? 'error class' : 'error raised';
  }
  return form === 'error' || aspect === 'result' || aspect === 'same' || aspect === 'input' ? form : `${form} ${aspect}`;
}
