// The bench of peaks: how much memory a training step needs beside Python's, and by how much checkpoints lower it.
import { machine, machineLine, textTable } from './report.mjs';
import { runNode, runPython, select } from './sides.mjs';
import { median } from './statistics.mjs';

const mb = (value) => (value === undefined ? '-' : value.toFixed(0));
const two = (value) => (value === undefined ? '-' : value.toFixed(2));
// glibc keeps what is freed below a threshold that grows; given one, it stays, and the peak is that of the tensors.
const exact = { ...process.env, MALLOC_MMAP_THRESHOLD_: '65536' };

/** The greatest of the steps of each case, both sides; the factor is that of the first case and this one. */
export async function peaks({ rounds, only }, python) {
  const names = select(await runNode('peak.mjs', '--names'), only);
  const figures = [];
  for (const name of names) {
    const sides = { node: [], python: [] };
    for (let round = 0; round < (rounds ?? 3); round++) {
      console.error(`peaks: ${name}, round ${round + 1}`);
      sides.node.push(Math.max(...(await runNode('peak.mjs', name))));
      if (python) sides.python.push(Math.max(...(await runPython(python, exact, 'peak.py', name))));
    }
    figures.push({ name, node: median(sides.node), python: python ? median(sides.python) : undefined });
  }
  const [plain] = figures;
  const lines = figures.map(({ name, node, python: other }) => [
    name, mb(node), mb(other), two(other && node / other), two(plain.node / node), two(other && plain.python / other),
  ]);
  console.log(`\npeaks: ${machineLine()}\n`);
  console.log(textTable(['step', 'MB', 'Python MB', 'ratio', 'lower by', "Python's"], lines));
  return { figures: { bench: 'peaks', machine: machine(), cases: figures } };
}
