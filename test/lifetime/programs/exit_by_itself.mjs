// Nothing of ours keeps the event loop alive.
import * as torch from 'nodetorch';

globalThis.kept = torch.ones(1000).requires_grad_();
globalThis.kept.mul(2).sum().backward();
console.log('done');
