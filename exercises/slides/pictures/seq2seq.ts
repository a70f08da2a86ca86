/** The encoder and the decoder of 980, for batches: trained to say words backwards, and to chat. */
import { readFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as random from '../../python_random.ts';
import { once } from './define.ts';
import { onOneThread } from './sources.ts';

/** What is said first, before any word: number 0 of every vocabulary; 1 ends a sentence. */
const START = 0;
const END = 1;

class Talker extends nn.Module {
  heard: nn.Embedding;
  said: nn.Embedding;
  encoder: nn.GRU;
  attention: nn.Linear;
  combine: nn.Linear;
  decoder: nn.GRUCell;
  out: nn.Linear;
  places: number;
  fromState: boolean;

  /** `places`: how many words there may be; `fromState`: whether the decoder starts from the encoder's last state. */
  constructor(words: [heard: number, said: number], size: number, places: number, fromState: boolean) {
    super();
    this.places = places;
    this.fromState = fromState;
    this.heard = new nn.Embedding(words[0], size);
    this.said = new nn.Embedding(words[1], size);
    this.encoder = new nn.GRU(size, size);
    this.attention = new nn.Linear(2 * size, places);
    this.combine = new nn.Linear(2 * size, size);
    this.decoder = new nn.GRUCell(size, size);
    this.out = new nn.Linear(size, words[1]);
  }

  /** What the decoder may look at, [batch, places, size], and the state that it starts from. */
  read(heard: torch.Tensor): [outputs: torch.Tensor, state: torch.Tensor] {
    const [outputs, last] = this.encoder(this.heard(heard.t()));
    const missing = this.places - heard.size(1);
    const padded = missing === 0 ? outputs : torch.cat([outputs, torch.zeros(missing, heard.size(0), outputs.size(2))]);
    const state = last.index(0);
    return [padded.transpose(0, 1), this.fromState ? state : torch.zeros_like(state)];
  }

  /** One word: scores of the next one, the state, and where it looked. */
  forward(
    previous: torch.Tensor, state: torch.Tensor, outputs: torch.Tensor,
  ): [scores: torch.Tensor, state: torch.Tensor, looked: torch.Tensor] {
    const embedded = this.said(previous);
    const looked = F.softmax(this.attention(torch.cat([embedded, state], 1)), { dim: 1 });
    const mixed = torch.bmm(looked.unsqueeze(1), outputs).squeeze(1);
    const next = this.decoder(F.relu(this.combine(torch.cat([embedded, mixed], 1))), state);
    return [this.out(next), next, looked];
  }
}

/** The loss of a batch, the right words given as those before. */
function lossOf(net: Talker, heard: torch.Tensor, said: torch.Tensor): torch.Tensor {
  const [outputs, start] = net.read(heard);
  let state = start;
  let previous = torch.full([heard.size(0)], START, { dtype: torch.int64 });
  let loss = torch.zeros(1);
  for (let i = 0; i < said.size(1); i++) {
    const [scores, next] = net(previous, state, outputs);
    loss = loss.add(F.cross_entropy(scores, said.index(':', i)));
    previous = said.index(':', i);
    state = next;
  }
  return loss.div(said.size(1));
}

/** What it says to one sentence, and where it looked before each word. */
function answer(net: Talker, heard: number[], longest: number): { said: number[]; looked: number[][] } {
  return torch.no_grad(() => {
    const [outputs, start] = net.read(torch.LongTensor([heard]));
    let state = start;
    let previous = torch.LongTensor([START]);
    const said: number[] = [];
    const looked: number[][] = [];
    while (said.length < longest && said[said.length - 1] !== END) {
      const [scores, next, weights] = net(previous, state, outputs);
      previous = scores.max(1).indices;
      state = next;
      said.push(previous.item());
      looked.push(weights.index(0).tolist() as number[]);
    }
    return { said, looked };
  });
}

/** Words of six letters, said backwards: the decoder starts from nothing, so that it has to look. */
export const backwards = once(() => onOneThread(() => {
  torch.manual_seed(0);
  const letters = 'abcdefgh';
  const length = 6;
  const steps = 400;
  const net = new Talker([letters.length + 2, letters.length + 2], 32, length, false);
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.01 });
  const words = (count: number): torch.Tensor => torch.randint(2, letters.length + 2, [count, length]);
  const turned = (heard: torch.Tensor): torch.Tensor => torch.flip(heard, [1]);
  for (let i = 0; i < steps; i++) {
    optimizer.zero_grad();
    const heard = words(64);
    lossOf(net, heard, turned(heard)).backward();
    optimizer.step();
  }
  const spelled = (numbers: number[]): string[] => numbers.map((n) => letters[n - 2] ?? '·');
  const tests = words(200).tolist() as number[][];
  const right = tests.filter((word) => answer(net, word, length).said.join() === [...word].reverse().join()).length;
  // One whose letters are all different: then the picture cannot be misread.
  const word = tests.find((letters) => new Set(letters).size === length)!;
  const { said, looked } = answer(net, word, length);
  return { heard: spelled(word), said: spelled(said), looked, steps, right: right / tests.length };
}));

/** Lower case, and marks as words of their own: as 980 does it, for the plain letters of chat.txt. */
export const wordsOf = (line: string): string[] => line.toLowerCase().replace(/([,.!?'])/g, ' $1').trim().split(/ +/);

/** The pairs of chat.txt and their vocabularies. */
export const chat = once(() => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'exercises/data/chat.txt')) && folder !== dirname(folder)) folder = dirname(folder);
  const lines = readFileSync(join(folder, 'exercises/data/chat.txt'), 'utf8').trim().split('\n').map(wordsOf);
  const vocabulary = (which: number): string[] => ['SOS', 'EOS', 'UNK', ...new Set(lines.filter((_, i) =>
    i % 2 === which).flat())];
  const [heard, said] = [vocabulary(0), vocabulary(1)];
  const numbered = (words: string[], of: string[]): number[] => [...words.map((word) => of.indexOf(word)), END];
  const pairs = lines.filter((_, i) => i % 2 === 0).map((words, i) => [numbered(words, heard),
    numbered(lines[2 * i + 1], said)]);
  return { heard, said, pairs, numbered };
});

/** The network of 980, trained as there (plain gradient descent, pair by pair) but for fewer steps. */
export const chatbot = once(() => onOneThread(() => {
  torch.manual_seed(0);
  random.seed(0);
  const { heard, said, pairs, numbered } = chat();
  const net = new Talker([heard.length, said.length], 128, 40, true);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.05 });
  for (let i = 0; i < 300; i++) {
    optimizer.zero_grad();
    const [question, reply] = random.choice(pairs);
    lossOf(net, torch.LongTensor([question]), torch.LongTensor([reply])).backward();
    optimizer.step();
  }
  const question = wordsOf('How are you?');
  const { said: reply, looked } = answer(net, numbered(question, heard), 10);
  return { question: [...question, 'EOS'], reply: reply.map((n) => said[n]), looked,
    embedding: net.heard.weight.detach() };
}));
