// usage: sentences_times.mjs EXAMPLE FOLDER RUNS < sentences as JSON
// The seconds of so many runs, as JSON, in a process of its own, as Python's is. The example is docs/examples/sentences
// as JavaScript.
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import * as torch from 'nodetorch';

const [example, folder, runs] = process.argv.slice(2);
const { SentenceEncoder } = await import(pathToFileURL(example).href);
const sentences = JSON.parse(await text(process.stdin));
torch.set_num_threads(1);
const encoder = new SentenceEncoder(folder);
encoder.encode(sentences);
const times = Array.from({ length: Number(runs) }, () => {
  const start = performance.now();
  encoder.encode(sentences);
  return (performance.now() - start) / 1000;
});
process.stdout.write(JSON.stringify(times));
