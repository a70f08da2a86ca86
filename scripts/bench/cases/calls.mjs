// One call of a small operator each: the time is the way to libtorch and back. calls.py has the same cases by the same
// names. A case is a function that prepares its tensors and returns the call to be timed.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

const pair = (call) => () => call(torch.rand(2, 2), torch.rand(2, 2));
const one = (call) => () => call(torch.rand(2, 2));
const graded = (call) => () => call(torch.rand(2, 2, { requires_grad: true }), torch.rand(2, 2));

function classifier() {
  return {
    x: torch.rand(8, 16),
    w: torch.rand(16, 10, { requires_grad: true }),
    y: torch.arange(8),
  };
}

export const cases = {
  'add': pair((a, b) => () => a.add(b)),
  'add scalar': one((a) => () => a.add(2)),
  'add in place': pair((a, b) => () => a.add_(b)),
  'mul': pair((a, b) => () => a.mul(b)),
  'mm': pair((a, b) => () => a.mm(b)),
  'relu': one((a) => () => a.relu()),
  'softmax': one((a) => () => a.softmax(1)),
  'view': one((a) => () => a.view(4)),
  'reshape': one((a) => () => a.reshape(4, 1)),
  'transpose': one((a) => () => a.t()),
  'detach': one((a) => () => a.detach()),
  'sum': one((a) => () => a.sum()),
  'sum of rows': one((a) => () => a.sum(1)),
  'max of rows': one((a) => () => a.max(1)),
  'index number': one((a) => () => a.index(0)),
  'index column': one((a) => () => a.index(':', 1)),
  'index tensor': one((a) => {
    const rows = torch.arange(2);
    return () => a.index(rows);
  }),
  'cat': pair((a, b) => () => torch.cat([a, b])),
  'zeros': () => () => torch.zeros(2, 3),
  'item': () => {
    const a = torch.rand(1);
    return () => a.item();
  },
  'add with grad': graded((a, b) => () => a.add(b)),
  'mm with grad': graded((a, b) => () => a.mm(b)),
  'cross_entropy': () => {
    const { x, w, y } = classifier();
    const scores = x.mm(w).detach();
    return () => F.cross_entropy(scores, y);
  },
  'cross_entropy backward': () => {
    const { x, w, y } = classifier();
    return () => {
      w.grad = null;
      F.cross_entropy(x.mm(w), y).backward();
    };
  },
};
