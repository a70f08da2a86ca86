import { inspect } from 'node:util';
import { signature } from '../../arguments/signature.js';
import { AssertionError, ValueError } from '../../values/errors.js';
import { pythonType } from '../../values/type_name.js';
import { formatFixed } from '../../python/format.js';
import { Measurement } from './measurement.js';
import { ordered_unique, select_unit, trim_sigfig, unit_to_english } from './units.js';
import { scope } from '../../addon/scope.js';
import { tensor } from '../../tensor/factories.js';

/** What is the best of what: nothing, a column or a row (`torch.utils.benchmark.Colorize`). */
export class Colorize {
  readonly name: string;
  readonly value: string;
  private constructor(name: string, value: string) {
    [this.name, this.value] = [name, value];
  }
  static readonly NONE = new Colorize('NONE', 'none');
  static readonly COLUMNWISE = new Colorize('COLUMNWISE', 'columnwise');
  static readonly ROWWISE = new Colorize('ROWWISE', 'rowwise');
  toString(): string {
    return `Colorize.${this.name}`;
  }
  [inspect.custom](): string {
    return `<${this.toString()}: '${this.value}'>`;
  }
}

const takes = {
  make: signature('Compare(results: Sequence[Measurement])'),
  extend: signature('Compare.extend_results(self, results: Sequence[Measurement])'),
  colorize: signature('Compare.colorize(self, rowwise: bool = False)'),
};

interface Settings {
  readonly colors: Colorize;
  readonly trim: boolean;
  readonly warnings: boolean;
}
type Cell = Measurement | null;

const best = '\u001b[92m\u001b[1m';
const good = '\u001b[34m\u001b[1m';
const bad = '\u001b[2m\u001b[91m';
const veryBad = '\u001b[31m\u001b[1m';
const end = '\u001b[0m\u001b[0m';

function colored(text: string, value: number, least: number): string {
  if (value <= least * 1.01 || value <= least + 100e-9) return best + text + end;
  if (value <= least * 1.1) return good + text + end;
  if (value >= least * 5) return veryBad + text + end;
  if (value >= least * 2) return bad + text + end;
  return text;
}

/** As Python's str.center: of an odd space the larger half lies left where the width is odd too. */
function centered(text: string, width: number, fill = ' '): string {
  const space = width - text.length;
  if (space <= 0) return text;
  const left = Math.floor(space / 2) + (space & width & 1);
  return fill.repeat(left) + text + fill.repeat(space - left);
}

/** How the times of a column are written: all with the same digits. */
class Column {
  readonly #settings: Settings;
  readonly #warned: boolean;
  readonly #width: number;
  readonly #decimals: number;
  /** The cells of each number of threads. */
  readonly groups: readonly (readonly Cell[])[];

  constructor(groups: readonly (readonly Cell[])[], scale: number, settings: Settings) {
    this.groups = groups;
    this.#settings = settings;
    const found = groups.flat().filter((each) => each !== null);
    this.#warned = settings.warnings && found.some(({ has_warnings }) => has_warnings);
    const digits = found.map(({ median }) => scope(() => tensor(median / scale).log10().ceil().item() as number));
    this.#decimals = settings.trim
      ? Math.min(...found.map(({ significant_figures }, i) => Math.max(significant_figures - digits[i]!, 0))) : 1;
    this.#width = Math.max(...digits) + this.#decimals + (this.#decimals > 0 ? 1 : 0);
  }

  text(value: number | null, digits: number, spread: number | null): string {
    if (value === null) return ' '.repeat(this.text(1, digits, null).length);
    const shown = formatFixed(this.#settings.trim ? trim_sigfig(value, digits) : value, this.#decimals);
    const warning = this.#warned && spread !== null ? ` (! ${formatFixed(spread * 100, 0)}%)` : '';
    return shown.padStart(this.#width) + warning.padStart(this.#warned ? 7 : 0);
  }
}

const rowOf = ({ num_threads, env, as_row_name }: Measurement): string =>
  JSON.stringify([num_threads, env, as_row_name]);
type RowKey = readonly [threads: number, env: string | null, name: string];

/** The rows in the order of threads and environments; those of the same in that of the measurements. */
function rowKeys(results: readonly Measurement[]): string[] {
  const read = (key: string): RowKey => JSON.parse(key) as RowKey;
  return ordered_unique(results.map(rowOf)).sort((a, b) => {
    const [[threads, env], [otherThreads, otherEnv]] = [read(a), read(b)];
    if (threads !== otherThreads) return threads - otherThreads;
    return (env ?? '') < (otherEnv ?? '') ? -1 : (env ?? '') > (otherEnv ?? '') ? 1 : 0;
  });
}

/** The table of one label. */
function tableOf(results: readonly Measurement[], settings: Settings): string {
  if (new Set(results.map(({ label }) => label)).size !== 1) {
    throw new AssertionError('All results must share the same label');
  }
  const [unit, scale] = select_unit(Math.min(...results.map(({ median }) => median)));
  const keys = rowKeys(results);
  const titles = ordered_unique(results.map(({ description }) => description));
  const cells: Cell[][] = keys.map(() => titles.map(() => null));
  for (const each of results) cells[keys.indexOf(rowOf(each))]![titles.indexOf(each.description)] = each;

  const rows = keys.map((key, i) => {
    const [threads, env] = JSON.parse(key) as RowKey;
    const [beforeThreads, beforeEnv] = i === 0 ? [null, ''] : (JSON.parse(keys[i - 1]!) as RowKey);
    const begins = threads !== beforeThreads;
    return { threads, env, begins, newEnv: begins || env !== beforeEnv, cells: cells[i]! };
  });
  let group = -1;
  const groupOf = rows.map(({ begins }) => (begins ? ++group : group));
  const columns = titles.map((_, j) => new Column(
    Array.from({ length: group + 1 }, (_, g) => rows.filter((_, i) => groupOf[i] === g).map((row) => row.cells[j]!)),
    scale, settings));

  const envs = new Set(results.map(({ env }) => env));
  const envWidth = envs.size > 1 ? Math.max(...[...envs].map((env) => (env ?? '').length)) : 0;
  const strings = [['', ...titles.map((title) => title ?? '')], ...rows.map((row) => {
    const [first] = row.cells.filter((cell) => cell !== null);
    const env = envs.size > 1 && row.newEnv ? `(${row.env ?? 'None'})` : '';
    return [`  ${env.padEnd(envWidth + 4)}${first!.as_row_name}`, ...row.cells.map((cell, j) => (cell === null
      ? columns[j]!.text(null, 1, null)
      : columns[j]!.text(
          cell.median / scale, cell.significant_figures, cell.has_warnings ? cell.iqr / cell.median : null)))];
  })];
  const widths = strings[0]!.map((_, j) => Math.max(...strings.map((row) => row[j]!.length)));
  const head = strings[0]!.map((text, j) => centered(text, widths[j]!)).join('  |  ');
  const lines = [head];
  rows.forEach((row, i) => {
    if (row.begins) lines.push(`${row.threads} threads: `.padEnd(head.length, '-'));
    const least = (j: number): number | null => {
      if (settings.colors === Colorize.NONE) return null;
      const others = settings.colors === Colorize.ROWWISE ? row.cells : columns[j]!.groups[groupOf[i]!]!;
      return Math.min(...others.filter((cell) => cell !== null).map(({ median }) => median));
    };
    lines.push(strings[i + 1]!.map((text, j) => {
      if (j === 0) return text.padEnd(widths[0]!);
      const [cell, shown, compared] = [row.cells[j - 1]!, centered(text, widths[j]!), least(j - 1)];
      return cell === null || compared === null ? shown : colored(shown, cell.median, compared);
    }).join('  |  '));
  });
  const warned = settings.warnings && results.some(({ has_warnings }) => has_warnings);
  return `[${centered(` ${results[0]!.label ?? ''} `, head.length - 2, '-')}]\n${lines.join('\n')}\n\n` +
    `Times are in ${unit_to_english(unit)}s (${unit}).\n` +
    (warned ? '(! XX%) Measurement has high variance, where XX is the IQR / median * 100.\n' : '');
}

/**
 * Measurements as a table for each label (`torch.utils.benchmark.Compare`): a row for each `sub_label`, a column for
 * each `description`, sections by numbers of threads.
 */
export class Compare {
  readonly #results: Measurement[] = [];
  #trim = false;
  #colors = Colorize.NONE;
  #warnings = false;

  constructor(...args: typeof takes.make.args) {
    this.extend_results(takes.make.list(args)[0]);
  }

  /** Adds measurements. Throws a ValueError for what is none. */
  extend_results(...args: typeof takes.extend.args): void {
    const [results] = takes.extend.list(args);
    for (const each of results as readonly unknown[]) {
      if (!(each instanceof Measurement)) {
        throw new ValueError(`Expected an instance of \`Measurement\`, got <class '${pythonType(each)}'> instead.`);
      }
    }
    this.#results.push(...results);
  }
  /** Shows no more digits than can be believed. */
  trim_significant_figures(): void {
    this.#trim = true;
  }
  /** Shows in colours what is best in its column, or its row. */
  colorize(...args: typeof takes.colorize.args): void {
    const [rowwise] = takes.colorize.list(args);
    this.#colors = rowwise ? Colorize.ROWWISE : Colorize.COLUMNWISE;
  }
  /** Shows which times are too far apart. */
  highlight_warnings(): void {
    this.#warnings = true;
  }
  /** Prints the tables. */
  print(): void {
    console.log(this.toString());
  }

  toString(): string {
    const groups = new Map<string | null, Measurement[]>();
    for (const each of Measurement.merge(this.#results)) {
      groups.set(each.label, [...(groups.get(each.label) ?? []), each]);
    }
    const settings = { colors: this.#colors, trim: this.#trim, warnings: this.#warnings };
    return [...groups.values()].map((results) => tableOf(results, settings)).join('\n');
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
