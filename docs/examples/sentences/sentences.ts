// Sentences as vectors: those of similar meaning point the same way.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { load_torch_model } from 'nodetorch/huggingface_hub';
import { Bert, type BertConfig } from './bert.ts';

/** How many sentences go through the network together. */
const batchSize = 32;

/** A model of sentence-transformers in a folder: config.json, model.safetensors, tokenizer.json. */
export class SentenceEncoder {
  readonly #bert: Bert;
  readonly #tokenizer: Tokenizer;
  readonly #config: BertConfig;
  readonly #longest: number;

  constructor(folder: string) {
    const read = (name: string): object => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as object;
    this.#config = read('config.json') as BertConfig;
    this.#longest = (read('sentence_bert_config.json') as { max_seq_length: number }).max_seq_length;
    this.#tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
    this.#bert = new Bert(this.#config);
    // The file has a pooler, too, that nobody asks here.
    const { missing_keys } = load_torch_model(this.#bert, folder);
    if (missing_keys.length > 0) throw new Error(`${folder} lacks ${missing_keys.join(', ')}`);
    this.#bert.eval();
  }

  /** The numbers of a text's tokens, with those that mark its begin and end; a long text loses its end. */
  tokens(text: string): number[] {
    const { ids } = this.#tokenizer.encode(text);
    return ids.length <= this.#longest ? ids : [...ids.slice(0, this.#longest - 1), ids.at(-1)!];
  }

  /** Vectors (N, H) of length one, in the order of the sentences. */
  encode(sentences: readonly string[]): Tensor {
    // Those of similar length go together: there is less to fill up.
    const lengths = sentences.map((text) => [...text].length);
    const order = sentences.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]!);
    return torch.no_grad(() => {
      const parts: Tensor[] = [];
      for (let start = 0; start < order.length; start += batchSize) {
        parts.push(this.#batch(order.slice(start, start + batchSize).map((i) => sentences[i]!)));
      }
      const places = order.map((_, i) => order.indexOf(i));
      return torch.cat(parts).index_select(0, torch.tensor(places, { dtype: torch.int64 }));
    });
  }

  #batch(sentences: readonly string[]): Tensor {
    const ids = sentences.map((text) => this.tokens(text));
    const length = Math.max(...ids.map((each) => each.length));
    const filled = (each: readonly number[], by: number): number[] =>
      [...each, ...new Array<number>(length - each.length).fill(by)];
    const input = torch.tensor(ids.map((each) => filled(each, this.#config.pad_token_id)), { dtype: torch.int64 });
    const there = torch.tensor(ids.map((each) => filled(each.map(() => 1), 0)), { dtype: torch.int64 });
    const vectors = this.#bert(input, there);
    // The mean over the tokens that are there.
    const mask = there.unsqueeze(-1).to(vectors.dtype);
    const mean = vectors.mul(mask).sum(1).div(mask.sum(1).clamp({ min: 1e-9 }));
    return nn.functional.normalize(mean, { p: 2, dim: -1 });
  }
}
