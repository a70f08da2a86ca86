// node search.ts FOLDER QUESTION: which of some sentences is nearest to it (scripts/sentences.mjs fetches a FOLDER).
import * as torch from 'nodetorch';
import { SentenceEncoder } from './sentences.ts';

const [folder, question = 'Who plays music?'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node search.ts FOLDER [QUESTION]');

const sentences = [
  'A man is eating food.', 'The girl is carrying a baby.', 'A man is riding a horse.', 'A woman is playing violin.',
  'Two men pushed carts through the woods.', 'A cheetah is running behind its prey.',
];
const encoder = new SentenceEncoder(folder);
const [asked, known] = [encoder.encode([question]), encoder.encode(sentences)];
const { values, indices } = torch.topk(known.matmul(asked.squeeze(0)), 3);
for (const [i, place] of indices.tolist<number[]>().entries()) {
  console.log(values.tolist<number[]>()[i]!.toFixed(4), sentences[place]);
}
