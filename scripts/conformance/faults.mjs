// Mistakes made on purpose, one at a time, to see that the run finds each (`npm run conformance -- selftest`).

import * as torch from '../../dist/index.js';

const floating = (value) => value instanceof torch.Tensor && value.is_floating_point() && value.numel() > 0;

/** The tensor with its first element moved to the next number of the dtype. */
function nudged(tensor) {
  const copy = tensor.detach().clone();
  const first = copy.as_strided([1], [1], 0);
  first.copy_(torch.nextafter(first, torch.full([1], Infinity, { dtype: copy.dtype })));
  return copy.requires_grad_(tensor.requires_grad);
}

/** Plants into the value of one aspect, where `fits` says that it can. */
const into = (name, fits, change) => ({
  value: (aspect, value) => (aspect === name && fits(value) ? change(value) : value),
});
const firstTensor = (list) => Array.isArray(list) && floating(list[0]);
const withFirst = (change) => (list) => [change(list[0]), ...list.slice(1)];
const wide = (value) =>
  floating(value) && value.dim() === 2 && value.is_contiguous() && value.size(0) > 1 && value.size(1) > 1;

function renamed(error) {
  return Object.assign(new Error(error.message), { name: error.name === 'TypeError' ? 'ValueError' : 'TypeError' });
}

/** Forever, as far as the run can see. */
function hang() {
  for (;;);
}

/** name: `plant` has hooks of replay.mjs, `finds` is what the run must say of some sample, and in which aspect. */
export const faults = {
  value: { plant: into('result', floating, nudged), aspect: 'result', finds: /elements differ, by up to/ },
  stride: {
    plant: into('result', wide, (value) => value.detach().t().contiguous().t().requires_grad_(value.requires_grad)),
    aspect: 'result', finds: /^strides/,
  },
  shape: { plant: into('result', floating, (value) => value.unsqueeze(0)), aspect: 'result', finds: /^shape/ },
  dtype: { plant: into('result', floating, (value) => value.double()), aspect: 'result', finds: /^dtype/ },
  detached: {
    plant: into('result', (value) => floating(value) && value.requires_grad, (value) => value.detach()),
    aspect: 'result', finds: /^requires_grad/,
  },
  structure: { plant: into('result', floating, (value) => [value]), aspect: 'result', finds: /expected a tensor/ },
  text: { plant: into('text', Array.isArray, (texts) => texts.map((text) => `${text} `)), aspect: 'text', finds: /expected/ },
  'missing gradient': {
    plant: into('grad', firstTensor, withFirst(() => null)), aspect: 'grad', finds: /expected a tensor, got null/,
  },
  'wrong gradient': { plant: into('grad', firstTensor, withFirst(nudged)), aspect: 'grad', finds: /elements differ/ },
  'wrong second gradient': { plant: into('grad2', firstTensor, withFirst(nudged)), aspect: 'grad2', finds: /elements differ/ },
  'in place into a copy': { plant: into('same', () => true, () => false), aspect: 'same', finds: /expected true/ },
  seed: { plant: { seed: (seed) => seed + 1 }, aspect: 'result', finds: /elements differ/ },
  'class of an error': { plant: { error: renamed }, aspect: 'result', finds: /^class/ },
  'text of an error': {
    plant: { error: (error) => Object.assign(error, { message: `${error.message}.` }) }, aspect: 'result', finds: /^text/,
  },
  crash: { plant: { before: () => process.abort() }, aspect: 'process', finds: /the process ended: SIGABRT/ },
  hang: { plant: { before: hang }, aspect: 'process', finds: /hung/ },
};
