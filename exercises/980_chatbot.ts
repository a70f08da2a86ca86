// %% [markdown]
// # 980. A chatbot
//
// The network of 920 reads a sequence and answers with one number. This one reads a sentence and answers with a
// sentence. It has two halves. The *encoder* reads the words one after the other and keeps a state, now of 256 numbers.
// The *decoder* starts from that state and says words, one after the other, until it says that it is done.
//
// (The text of the original notebook speaks of LSTM cells. Its program uses GRU cells, and so does this one: two kinds
// of the same idea, a state that learns what to keep and what to forget.)
//
// `npm start 980 -- --chat` talks with you afterwards.

// %%
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as plot from 'nodetorch/plot';
import { trange } from 'nodetorch/tqdm';
import { read_options } from './options.ts';
import { draw_into } from './pictures.ts';
import * as random from './python_random.ts';
import { fixed, list_text, text_repr } from './python_text.ts';

const options = read_options({
  seed: 0,
  data: true,
  iterations: 500,
  saves: true,
  pictures: true,
  flags: { chat: 'talk with what is learned; learns first if nothing is saved yet' },
});
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

// %% [markdown]
// ## Words are numbers
//
// A network knows no words, so each word gets a number: a *vocabulary*. Three numbers are taken. SOS starts a
// sentence, EOS ends it, and UNK stands for every word that is not in the vocabulary.

// %%
const SOS_token = 0;
const EOS_token = 1;
const UNK_token = 2;

class Lang {
  readonly name: string;
  word2index = new Map<string, number>();
  index2word: string[] = ['SOS', 'EOS', 'UNK'];

  constructor(name: string) {
    this.name = name;
  }

  get n_words(): number {
    return this.index2word.length;
  }

  add_sentence(sentence: string): void {
    for (const word of sentence.split(' ')) this.add_word(word);
  }

  add_word(word: string): void {
    if (this.word2index.has(word)) return;
    this.word2index.set(word, this.n_words);
    this.index2word.push(word);
  }
}

// %% [markdown]
// People write "Hello!" and "hello" and mean the same. So: lower case, no accents, a space before each mark of
// punctuation, which makes it a word of its own, and a space for everything that is left.

// %%
function unicode_to_ascii(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '');
}

function normalize_string(text: string): string {
  return unicode_to_ascii(text.toLowerCase().trim())
    .replace(/([,.!?'])/g, ' $1')
    .replace(/[^a-zA-Z.!,'?]+/g, ' ');
}

// %% [markdown]
// ## The data
//
// In `chat.txt` a line of somebody is followed by the answer, and so on. Ten pairs is next to nothing. It is enough to
// see the machine work, and training takes seconds; with more of it, the same program learns more.

// %%
type Pair = [said: string, answer: string];

function prepare_data(file: string): [input: Lang, output: Lang, pairs: Pair[]] {
  const lines = readFileSync(file, 'utf8').trim().split('\n').map(normalize_string);
  for (const line of lines) console.log(`normalized: ${line}`);
  if (lines.length % 2 === 1) throw new Error(`${file} has ${lines.length} lines: the last one has no answer`);

  const input = new Lang('human');
  const output = new Lang('agent');
  const pairs: Pair[] = [];
  for (let i = 0; i < lines.length; i += 2) pairs.push([lines[i], lines[i + 1]]);
  for (const [said, answer] of pairs) {
    input.add_sentence(said);
    output.add_sentence(answer);
  }
  console.log('counted words:');
  console.log(input.name, input.n_words);
  console.log(output.name, output.n_words);
  return [input, output, pairs];
}

const MAX_LENGTH = 40;

// %% [markdown]
// ## The encoder
//
// An *embedding* is a table with a row of 256 numbers for each word. The rows start at random and are learned like any
// weight; words that are used alike come to lie close together. The GRU does what the line with `tanh` did in 920.

// %%
class EncoderRNN extends nn.Module {
  hidden_size: number;
  embedding: nn.Embedding;
  gru: nn.GRU;

  constructor(input_size: number, hidden_size: number) {
    super();
    this.hidden_size = hidden_size;
    this.embedding = new nn.Embedding(input_size, hidden_size);
    this.gru = new nn.GRU(hidden_size, hidden_size);
  }

  forward(input: torch.Tensor, hidden: torch.Tensor): [output: torch.Tensor, hidden: torch.Tensor] {
    const embedded = this.embedding(input).view(1, 1, -1);
    const [output, next] = this.gru(embedded, hidden);
    return [output, next];
  }

  init_hidden(): torch.Tensor {
    return torch.autograd.Variable(torch.zeros(1, 1, this.hidden_size));
  }
}

// %% [markdown]
// ## The decoder, with attention
//
// One state of 256 numbers is little room for a whole sentence. *Attention* lets the decoder look back. Before each
// word it asks: which of the words I was told matter now? The answer is a softmax over the places of the sentence, and
// the outputs of the encoder are mixed in these proportions. What it looked at can be seen, and we shall.
//
// *Dropout* is new as well. In training it sets a tenth of the numbers to 0, other ones each time, so that the network
// cannot lean on any single one. In a test it does nothing: that is what `eval()` is for.

// %%
class AttnDecoderRNN extends nn.Module {
  embedding: nn.Embedding;
  attn: nn.Linear;
  attn_combine: nn.Linear;
  dropout: nn.Dropout;
  gru: nn.GRU;
  out: nn.Linear;

  constructor(hidden_size: number, output_size: number, dropout_p = 0.1, max_length = MAX_LENGTH) {
    super();
    this.embedding = new nn.Embedding(output_size, hidden_size);
    this.attn = new nn.Linear(hidden_size * 2, max_length);
    this.attn_combine = new nn.Linear(hidden_size * 2, hidden_size);
    this.dropout = new nn.Dropout(dropout_p);
    this.gru = new nn.GRU(hidden_size, hidden_size);
    this.out = new nn.Linear(hidden_size, output_size);
  }

  forward(
    input: torch.Tensor,
    hidden: torch.Tensor,
    encoder_outputs: torch.Tensor,
  ): [output: torch.Tensor, hidden: torch.Tensor, attention: torch.Tensor] {
    let embedded = this.embedding(input).view(1, 1, -1);
    embedded = this.dropout(embedded);

    const attn_weights = F.softmax(this.attn(torch.cat([embedded.index(0), hidden.index(0)], 1)), { dim: 1 });
    const attn_applied = torch.bmm(attn_weights.unsqueeze(0), encoder_outputs.unsqueeze(0));

    let output = torch.cat([embedded.index(0), attn_applied.index(0)], 1);
    output = this.attn_combine(output).unsqueeze(0);

    output = F.relu(output);
    const [said, next] = this.gru(output, hidden);

    output = F.log_softmax(this.out(said.index(0)), { dim: 1 });
    return [output, next, attn_weights];
  }
}

// %% [markdown]
// ## Sentences as tensors
//
// A column of numbers, with EOS at the end.

// %%
function tensor_from_sentence(lang: Lang, sentence: string): torch.Tensor {
  const indexes = sentence.split(' ').map((word) => lang.word2index.get(word) ?? UNK_token);
  indexes.push(EOS_token);
  return torch.autograd.Variable(torch.LongTensor(indexes).view(-1, 1));
}

function encode(input: torch.Tensor, encoder: EncoderRNN): [outputs: torch.Tensor, hidden: torch.Tensor] {
  let hidden = encoder.init_hidden();
  const outputs = torch.autograd.Variable(torch.zeros(MAX_LENGTH, encoder.hidden_size));
  for (let i = 0; i < input.size(0); i++) {
    const [output, next] = encoder(input.index(i), hidden);
    hidden = next;
    outputs.index_put_([i], output.index(0, 0));
  }
  return [outputs, hidden];
}

// %% [markdown]
// ## Training on one pair
//
// Encode what was said; then let the decoder say the answer, and add up its losses word by word. What does it hear as
// its previous word? Half of the time the right one, whatever it said itself (*teacher forcing*: it learns fast, and
// never learns to get along with its own mistakes); the other half its own.

// %%
const teacher_forcing_ratio = 0.5;

function train(
  input: torch.Tensor,
  target: torch.Tensor,
  encoder: EncoderRNN,
  decoder: AttnDecoderRNN,
  optimizers: optim.Optimizer[],
  criterion: nn.NLLLoss,
): number {
  for (const optimizer of optimizers) optimizer.zero_grad();

  const target_length = target.size(0);
  const [encoder_outputs, encoder_hidden] = encode(input, encoder);

  let decoder_input = torch.autograd.Variable(torch.LongTensor([[SOS_token]]));
  let decoder_hidden = encoder_hidden;

  const use_teacher_forcing = random.random() < teacher_forcing_ratio;

  let loss: torch.Tensor | null = null;
  for (let i = 0; i < target_length; i++) {
    const [output, next] = decoder(decoder_input, decoder_hidden, encoder_outputs);
    decoder_hidden = next;
    const word_loss = criterion(output.index(0).unsqueeze(0), target.index(i));
    loss = loss === null ? word_loss : loss.add(word_loss);

    if (use_teacher_forcing) {
      decoder_input = target.index(i);
    } else {
      const [, top] = output.data.topk(1);
      const word = top.index(0, 0).item();
      decoder_input = torch.autograd.Variable(torch.LongTensor([[word]]));
      if (word === EOS_token) break;
    }
  }

  loss!.backward();
  for (const optimizer of optimizers) optimizer.step();

  return loss!.data.item() / target_length;
}

// %% [markdown]
// ## Training on many
//
// Five hundred pairs, drawn with replacement from the ten. Every fiftieth time: the time used and, if it goes on like
// this, left; how far; and the mean loss of the fifty.

// %%
function as_minutes(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}m ${Math.trunc(seconds - minutes * 60)}s`;
}

function time_since(start: number, part: number): string {
  const seconds = (performance.now() - start) / 1000;
  return `${as_minutes(seconds)} (- ${as_minutes(seconds / part - seconds)})`;
}

function train_iterations(
  pairs: Pair[],
  langs: [input: Lang, output: Lang],
  encoder: EncoderRNN,
  decoder: AttnDecoderRNN,
  n_iters: number,
  print_every: number,
  learning_rate = 0.01,
): number[] {
  const start = performance.now();
  const losses: number[] = [];
  let print_loss_total = 0;

  const optimizers = [encoder, decoder].map((half) => new optim.SGD(half.parameters(), { lr: learning_rate }));
  const training_pairs = Array.from({ length: n_iters }, () => {
    const [said, answer] = random.choice(pairs);
    return [tensor_from_sentence(langs[0], said), tensor_from_sentence(langs[1], answer)] as const;
  });
  const criterion = new nn.NLLLoss();

  const bar = trange(n_iters, { desc: 'training', leave: false });
  for (const i of bar) {
    const [input, target] = training_pairs[i];
    const loss = train(input, target, encoder, decoder, optimizers, criterion);
    losses.push(loss);
    print_loss_total += loss;

    const done = i + 1;
    if (done % print_every === 0) {
      bar.clear();
      const percent = Math.trunc((done / n_iters) * 100);
      const average = fixed(print_loss_total / print_every, 4);
      console.log(`${time_since(start, done / n_iters)} (${done} ${percent}%) ${average}`);
      print_loss_total = 0;
    }
  }
  return losses;
}

// %% [markdown]
// ## Answering
//
// Like training without a teacher, and without a target: each word said is the next word heard, until EOS. The weights
// of the attention are kept for the picture.

// %%
function evaluate(
  encoder: EncoderRNN,
  decoder: AttnDecoderRNN,
  langs: [input: Lang, output: Lang],
  sentence: string,
): [words: string[], attentions: torch.Tensor] {
  const input = tensor_from_sentence(langs[0], sentence);
  if (input.size(0) > MAX_LENGTH) throw new RangeError(`a sentence may have ${MAX_LENGTH - 1} words`);
  const [encoder_outputs, encoder_hidden] = encode(input, encoder);

  let decoder_input = torch.autograd.Variable(torch.LongTensor([[SOS_token]]));
  let decoder_hidden = encoder_hidden;

  const words: string[] = [];
  const attentions: torch.Tensor[] = [];
  while (words.length < MAX_LENGTH) {
    const [output, next, attention] = decoder(decoder_input, decoder_hidden, encoder_outputs);
    decoder_hidden = next;
    attentions.push(attention.data.index(0));
    const [, top] = output.data.topk(1);
    const word = top.index(0, 0).item();
    if (word === EOS_token) {
      words.push('<EOS>');
      break;
    }
    words.push(langs[1].index2word[word]);
    decoder_input = torch.autograd.Variable(torch.LongTensor([[word]]));
  }
  return [words, torch.stack(attentions)];
}

// %% [markdown]
// ## Learning, and saving
//
// What is saved is the `state_dict` of each half: the names of the weights, and their numbers. The original saves the
// objects themselves, program and all; such a file can only be read by running what is in it, which one should not do
// with files of strangers. The words have to be saved, too: without the vocabulary the numbers mean nothing.

// %%
const hidden_size = 256;
const file = (name: string): string => join(options.models, `chatbot_${name}.pth`);

if (!options.chat || !existsSync(file('words'))) {
  const [input_lang, output_lang, pairs] = prepare_data(join(options.data, 'chat.txt'));
  console.log(`(${random.choice(pairs).map(text_repr).join(', ')})`);

  const encoder = new EncoderRNN(input_lang.n_words, hidden_size);
  const decoder = new AttnDecoderRNN(hidden_size, output_lang.n_words);
  const langs: [Lang, Lang] = [input_lang, output_lang];
  const losses = train_iterations(pairs, langs, encoder, decoder, options.iterations, 50);

  torch.save(encoder.state_dict(), file('encoder'));
  torch.save(decoder.state_dict(), file('decoder'));
  torch.save({ human: input_lang.index2word, agent: output_lang.index2word }, file('words'));

  // Not normalized, so the network does not know this word: to it, it is UNK.
  const [words] = evaluate(encoder, decoder, langs, 'Hello.');
  console.log(list_text(words));

  await draw('980_loss.svg', () =>
    plot.lines({ loss: losses }, { title: 'Loss of each pair', x_label: 'iteration', y_label: 'loss a word' }),
  );
}

// %% [markdown]
// The loss should have fallen from about 1.6 to a few tenths.
//
// ## Another day
//
// Everything from the files: the words, then two networks of the right size, then their weights. `eval()` ends the
// dropout. (The original leaves it on while it answers, and can answer differently each time.)

// %%
const words = torch.load(file('words')) as { human: string[]; agent: string[] };

function lang_of(name: string, index2word: string[]): Lang {
  const lang = new Lang(name);
  for (const word of index2word.slice(3)) lang.add_word(word);
  return lang;
}

const langs: [Lang, Lang] = [lang_of('human', words.human), lang_of('agent', words.agent)];
const encoder = new EncoderRNN(langs[0].n_words, hidden_size);
const decoder = new AttnDecoderRNN(hidden_size, langs[1].n_words);
encoder.load_state_dict(torch.load(file('encoder')) as nn.StateDict);
decoder.load_state_dict(torch.load(file('decoder')) as nn.StateDict);
encoder.eval();
decoder.eval();

for (const sentence of options.chat ? [] : ['Hello.', 'How are you?']) {
  const normalized = normalize_string(sentence);
  console.log(`normalized: ${normalized}`);
  const [said, attentions] = evaluate(encoder, decoder, langs, normalized);
  console.log(list_text(said));

  const heard = [...normalized.split(' '), '<EOS>'];
  const name = normalized.replace(/[^a-z]+/g, '_').replace(/_$/, '');
  await draw(`980_attention_${name}.svg`, () =>
    plot.heatmap(attentions.narrow(1, 0, heard.length), {
      columns: heard,
      rows: said,
      title: 'Where the decoder looks',
      x_label: 'heard',
      y_label: 'said',
    }),
  );
}

// %% [markdown]
// Look at the pictures. A row is a word that was said, and the numbers of the row tell where the decoder looked before
// it said it. They do not add up to 1: there are forty places, and the rest went to those after the end of the
// sentence, where there is nothing to see. Nearly all are about one fortieth. So the decoder has not learned to look
// anywhere: with ten pairs of a few words, the state alone is enough to find an answer, and training stops before
// attention pays. A file with more and longer sentences changes that.
//
// An answer may be that of another pair: five hundred pairs are little training, too. `--iterations 2000` sets it
// right.
//
// ## Talking

// %%
if (options.chat) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY });
  console.log('Say something; an empty line ends the talk.');
  terminal.setPrompt('> ');
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() === '') break;
    const [said] = evaluate(encoder, decoder, langs, normalize_string(line));
    console.log(said.filter((word) => word !== '<EOS>').join(' '));
    terminal.prompt();
  }
  terminal.close();
}

// %% [markdown]
// ## Your turn
//
// The attention above learns its weights with a layer of its own. Today's networks compute them: a *query* $q$ is
// compared with a *key* for each place, by their inner product, and
//
// $$\mathrm{softmax}\left(\frac{q K^T}{\sqrt{n}}\right) V$$
//
// mixes the *values*, where $n$ is how many numbers a key has. Write it: `query` is $1 \times n$, `keys` is $m \times
// n$, `values` is $m \times k$, and the result $1 \times k$. `npm run check 980`.

// %% Your turn
export const my_attention:
  | ((query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor) => torch.Tensor)
  | null = null;
