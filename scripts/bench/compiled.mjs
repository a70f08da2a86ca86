// Compiled functions beside those that are not, on both sides: Python is the measure, as it is and compiled.
import { nodeEnvironment, nodeFlags } from '../setup/launch.mjs';
import { machine, machineLine, microseconds, textTable } from './report.mjs';
import { caseNames, here, runJson, runPython } from './sides.mjs';
import { geometricMean, median } from './statistics.mjs';

const compiled = { NODETORCH_BENCH_COMPILE: '1' };

/** A column: who is measured, and how it is started. */
const columns = {
  Python: (python, names) => runPython(python, process.env, 'measure.py', 'compiled', names),
  'Python compiled': (python, names) => runPython(python, { ...process.env, ...compiled }, 'measure.py', 'compiled', names),
  nodetorch: (_, names) => runJson(process.execPath, [...nodeFlags, here('measure.mjs'), 'compiled', names], nodeEnvironment()),
  compiled: (_, names) =>
    runJson(process.execPath, [...nodeFlags, here('measure.mjs'), 'compiled', names], { ...nodeEnvironment(), ...compiled }),
  'compiled, plain node': (_, names) =>
    runJson(process.execPath, [here('measure.mjs'), 'compiled', names], { ...process.env, ...compiled }),
};

/** @param {{rounds?: number, only?: string}} options */
export async function compiledBench({ rounds = 3, only }, python) {
  if (python === null) throw new Error('compiled: there is no PyTorch to compare with; `npm run reference` makes one');
  const names = await caseNames('compiled', only);
  const wanted = JSON.stringify(names);
  const all = [];
  for (let round = 1; round <= rounds; round++) {
    const figures = {};
    for (const [column, measure] of Object.entries(columns)) {
      console.error(`compiled: round ${round} of ${rounds}, ${column}`);
      figures[column] = await measure(python, wanted);
    }
    all.push(figures);
  }
  const ratio = (name, column) =>
    median(all.map((round) => round[column].cases[name].median / round.Python.cases[name].median));
  const others = Object.keys(columns).slice(1);
  const lines = names.map((name) => [
    name, microseconds(median(all.map((round) => round.Python.cases[name].median))),
    ...others.map((column) => ratio(name, column).toFixed(2)),
  ]);
  const means = others.map((column) => geometricMean(names.map((name) => ratio(name, column))).toFixed(2));
  const { versions } = all[0].Python;
  console.log(`\ncompiled: ${machineLine(versions)}; ratios to Python, medians of ${rounds} rounds\n`);
  console.log(textTable(['case', 'Python us', ...others], [...lines, ['geometric mean', '', ...means]]));
  return { figures: { bench: 'compiled', machine: machine(versions), rounds: all } };
}
