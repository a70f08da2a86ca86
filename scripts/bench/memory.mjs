// The memory bench: what synchronous loops do to resident memory, and a training step's time beside Python's.
import { caseTable, machine, machineLine, rows, textTable } from './report.mjs';
import { alternate, caseNames, runNode, select } from './sides.mjs';

const growth = 1.3; // peak over that of the first tenth
const mostMb = 600;
const stepCase = '^two layers 64-'; // the training case that is the loop 'training steps'

function verdict({ tenthMb: tenth, peakMb: peak, stopped }) {
  if (stopped) return 'FAIL: stopped';
  if (peak > growth * tenth) return 'FAIL: grows';
  return peak > mostMb ? 'FAIL: too much' : 'PASS';
}

/** Runs the loops, each in a process of its own, in the main thread and in three worker threads at once. */
export async function memory({ rounds, only }, python) {
  const all = await runNode('memory_child.mjs', JSON.stringify({ names: true }));
  const tasks = [0, 3].flatMap((workers) =>
    all.filter(({ alone }) => workers === 0 || !alone).map(({ name, iterations }) => ({
      name: workers ? `${name}, ${workers} workers` : name,
      iterations,
      task: { loops: [[name, iterations]], workers },
    })),
  );
  const wanted = select(tasks.map(({ name }) => name), only);
  const loops = [];
  for (const { name, iterations, task } of tasks.filter((one) => wanted.includes(one.name))) {
    console.error(`memory: ${name}, ${iterations} iterations`);
    const report = await runNode('memory_child.mjs', JSON.stringify(task));
    loops.push({ name, iterations, workers: task.workers, ...report, verdict: verdict(report) });
  }
  console.log(`\nmemory: ${machineLine()}\n`);
  const header = ['loop', 'iterations', 'us each', 'MB in 1/10', 'peak MB', 'ratio', 'verdict'];
  const lines = loops.map((loop) => [
    loop.name,
    String(loop.iterations),
    loop.usEach === null ? '-' : loop.usEach.toFixed(1),
    loop.tenthMb.toFixed(0),
    loop.peakMb.toFixed(0),
    (loop.peakMb / loop.tenthMb).toFixed(2),
    loop.verdict,
  ]);
  console.log(textTable(header, lines));
  console.log(`limits: peak <= ${growth} x the peak of the first tenth, and <= ${mostMb} MB`);

  const training = wanted.includes('training steps') ? await trainingStep(rounds ?? 3, python) : null;
  const failed = loops.some((loop) => loop.verdict !== 'PASS');
  return { failed, figures: { bench: 'memory', machine: machine(), loops, training } };
}

async function trainingStep(rounds, python) {
  const names = await caseNames('training', stepCase);
  const figures = rows(names, await alternate('training', names, rounds, python));
  console.log(`\ntime of one training step of that loop\n\n${caseTable(figures)}`);
  if (figures[0].ratio !== undefined) {
    console.log(`ratio <= 1.0: ${figures[0].ratio <= 1.0 ? 'met' : 'missed'}`);
  }
  return figures;
}
