// Operators that take long leave V8's new space its pages: it gives them back after each collection of a program that
// allocates little, and takes them again one fault after the other, eight a collection.
import * as torch from 'nodetorch';

torch.set_num_threads(1);
const x = torch.rand(1448, 1448); // 8 MB: a collection each time

function run(times) {
  const faults = process.resourceUsage().minorPageFault;
  const collections = torch.memory_stats().minor_collections;
  for (let i = 0; i < times; i++) x.add(x);
  return {
    faults: process.resourceUsage().minorPageFault - faults,
    collections: torch.memory_stats().minor_collections - collections,
  };
}

run(400); // V8 gives back what loading has made of its new space
const { faults, collections } = run(200);
if (collections < 100) throw new Error(`${collections} collections`);
if (process.platform === 'linux' && faults > 2 * collections) throw new Error(`${faults} faults in ${collections} collections`);
console.log('done');
