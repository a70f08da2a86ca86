// What has to be known about single notebooks to run them today and to hold an exercise against them.

const dropMatplotlib = [
  { find: 'import matplotlib.pyplot\n', put: '' },
  { find: 'import matplotlib\n', put: '' },
];
const meanLoss = {
  line: /^Test Avg\. Loss: /,
  place: 0,
  why: 'the notebook divides a sum of means of batches by the number of images',
};
const vision = { libraries: ['torchvision', 'torchvision.transforms', 'torchvision.datasets'], mnist: true };
const images = { ...vision, workers: true, excuses: [meanLoss] };
/** What ours prints besides: names of files written. */
export const saved = /^(?:wrote \d+ lines to|picture:|saved) .*$/;

/**
 * By exercise:
 *   patches    pieces of the notebook's code that today's PyTorch no longer takes, or that this machine lacks
 *   libraries  what the notebook imports, besides torch: loaded before the clock starts, as ours are
 *   files      data files it writes: their numbers count as printed
 *   more       lines that ours prints and the notebook does not
 *   clock      parts of a line that tell the time, on both sides
 *   excuses    numbers of the notebook that ours may differ from, and why
 *   mnist      needs the files of MNIST under data/
 *   workers    its DataLoader's num_workers is set by --workers
 */
export const notebooks = {
  110: {
    // torch.Tensor(2), torch.IntTensor(1, 2) and torch.FloatTensor(1, 2), as they come.
    excuses: [{ places: [0, 1, 188, 189, 192, 193], why: 'memory that nobody has set' }],
  },
  410: { files: ['toy_problem_1_train.txt', 'toy_problem_2_train.txt'], more: [/^ {2}.*$/] },
  450: { more: [/^loss, had 1 been right: .*$/] },
  610: { files: ['toy_problem_3_train.txt', 'toy_problem_3_test.txt'], more: [/^ {2}.*$/] },
  810: { ...vision, patches: dropMatplotlib, workers: true },
  830: images,
  850: images,
  870: images,
  890: images,
  910: {
    files: ['toy_problem_5_train.txt', 'toy_problem_5_test.txt'],
    more: [/^ {2}.*$/, /^ones at each place: .*$/],
  },
  980: {
    patches: [
      { find: 'torch.load("models/encoder.pth")', put: 'torch.load("models/encoder.pth", weights_only=False)' },
      { find: 'torch.load("models/decoder.pth")', put: 'torch.load("models/decoder.pth", weights_only=False)' },
    ],
    clock: [/\d+m \d+s \(- \d+m \d+s\)/],
  },
};

/** The entry of an exercise with everything filled in. */
export function entryOf(exercise) {
  const entry = { patches: [], libraries: [], files: [], more: [], clock: [], excuses: [], ...notebooks[exercise] };
  return { ...entry, more: [saved, ...entry.more] };
}
