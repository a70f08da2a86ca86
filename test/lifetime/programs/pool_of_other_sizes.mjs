// A program that goes on to tensors of other sizes must not find the pool full of those it had before.
import assert from 'node:assert/strict';
import * as torch from 'nodetorch';

const MB = 2 ** 20;
const pooled = () => torch.memory_stats().pooled_bytes / MB;
const make = (count, megabytes) =>
  Array.from({ length: count }, () => torch.zeros([megabytes * MB], { dtype: torch.uint8 }));

for (const tensor of make(120, 1)) tensor.dispose();
const before = pooled();
assert(before > 110 && before <= 128, `${before} MB kept`);

// Too large to lie in the pool beside the small ones.
for (let i = 0; i < 60; i++) make(1, 40)[0].dispose();
const after = pooled();
assert(after > 39 && after < 60, `${after} MB kept, where 40 are used`);
console.log('done');
