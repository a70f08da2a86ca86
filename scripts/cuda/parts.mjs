// The parts of `npm run cuda`, in the order in which they run. Each but the first is a module checks/NAME.mjs, whose
// form context.mjs describes.
//   share   seconds of the ten minutes; what an earlier part leaves goes to the later ones
//   cpu     it can be rehearsed with --device cpu

export const parts = {
  build: { share: 200, cpu: true, title: "the addon, built against the machine's own PyTorch" },
  smoke: { share: 15, cpu: true, title: 'tensors, gradients, copies, errors' },
  ops: { share: 90, cpu: true, title: "PyTorch's table of operators, beside Python" },
  exercises: { share: 60, cpu: true, title: "the course's networks, beside Python" },
  streams: { share: 15, title: 'streams and events' },
  graphs: { share: 20, title: 'graphs' },
  properties: { share: 10, title: 'devices, properties, random streams' },
  functions: { share: 15, title: 'the functions of torch.cuda, one by one' },
  memory: { share: 15, title: 'figures and limits of device memory' },
  pinned: { share: 15, title: 'pinned memory, and loaders that pin' },
  oom: { share: 15, title: 'out of memory, and on' },
  amp: { share: 15, cpu: true, title: 'mixed precision' },
  amp_training: { share: 20, cpu: true, title: 'training in mixed precision, beside Python' },
  loops: { share: 40, cpu: true, title: 'loops that must not grow' },
  workers: { share: 20, cpu: true, title: 'three threads at once' },
  benches: { share: 60, cpu: true, title: 'step times and peak memory, beside Python' },
};

/** The parts of these names, in the table's order, or those that run on `device` when none is named. */
export function chosenParts(names, device = 'cuda') {
  const unknown = names.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined) throw new RangeError(`there is no part '${unknown}': ${Object.keys(parts).join(', ')}`);
  return Object.keys(parts).filter((name) =>
    (names.length > 0 ? names.includes(name) : device === 'cuda' || parts[name].cpu === true));
}

/** The seconds that `name` gets of those that are left for it and the parts behind it. */
export function secondsOf(name, behind, left) {
  const all = [name, ...behind].reduce((sum, each) => sum + parts[each].share, 0);
  return Math.max(1, (left * parts[name].share) / all);
}
