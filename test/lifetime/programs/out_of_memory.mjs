// When memory runs out, what nothing refers to is freed and the operator is called once more; without that help, the
// error is PyTorch's, and nothing is lost. Linux only: the limit is one of its kernel's.
import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { native } from '../../../dist/addon/binding.js';

const megabyte = 2 ** 20;
const block = 64 * megabyte;
const room = 1_024 * megabyte;
const make = () => torch.empty(block, { dtype: torch.uint8 }); // not written to: it takes no memory, but addresses
const majors = () => torch.memory_stats().major_collections;

const addresses = () => Number(/VmSize:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;

/** Takes all addresses but those of one or two blocks, in tensors that are out of reach and not collected. */
function fillWithGarbage() {
  while (addresses() + 2 * block < limit) make();
}

const pinned = torch.arange(1000).float();
const graph = torch.ones(1000, { requires_grad: true }).mul(pinned);
for (let i = 0; i < 3; i++) torch.collect({ major: true });
// No budget asks for a collection from here on.
native.set_memory_budget(2 ** 50, 2 ** 30);
const limit = addresses() + room;
execFileSync('prlimit', ['--pid', String(process.pid), `--as=${limit}`]);

// Four times as much garbage as there is room, and each call succeeds.
const before = majors();
for (let i = 0; i < 4 * room / block; i++) assert.equal(make().numel(), block);
assert.ok(majors() > before);
assert.ok(majors() - before < 20, `${majors() - before} collections`);

// An `out` that is only a result, too.
fillWithGarbage();
const ones = torch.ones(block / 16);
const out = torch.empty(0);
torch.cat([ones, ones, ones, ones, ones, ones, ones, ones], { out });
assert.equal(out.sum().item(), block / 2);
out.dispose();

// A true shortage: one collection, one more try, PyTorch's words.
torch.collect({ major: true });
const kept = Array.from({ length: 6 }, (_, i) => torch.full([megabyte], i));
const live = torch.memory_stats();
for (const tooMuch of [2 * room, 2 ** 45]) {
  for (let i = 0; i < 3; i++) {
    const collections = majors();
    assert.throws(() => torch.empty(tooMuch, { dtype: torch.uint8 }), (error) => {
      assert.ok(error instanceof torch.OutOfMemoryError && error instanceof torch.RuntimeError);
      assert.equal(error.message.split('\n')[0], "DefaultCPUAllocator: can't allocate memory: you tried to allocate " +
        `${tooMuch} bytes. Error code 12 (Cannot allocate memory)`);
      return true;
    });
    assert.equal(majors() - collections, 1);
  }
}

// What writes to what it reads is not called again: it may have written already.
const target = torch.zeros(40 * megabyte);
const mask = torch.ones(40 * megabyte, { dtype: torch.bool });
const values = torch.ones(1).expand(40 * megabyte);
fillWithGarbage();
const collections = majors();
assert.throws(() => target.index_put_([mask], values), torch.OutOfMemoryError);
assert.equal(majors(), collections);
assert.equal(target.any().item(), false);
target.dispose();
mask.dispose();
values.dispose();
torch.collect({ major: true });

// Nothing is lost.
const after = torch.memory_stats();
assert.deepEqual([after.live_tensors, after.live_bytes], [live.live_tensors, live.live_bytes]);
for (const [i, each] of kept.entries()) assert.equal(each.eq(i).all().item(), true);
graph.sum().backward();
assert.equal(make().numel(), block);
console.log('done');
