// BERT's encoder with the names of Hugging Face's weights, so that their files fit.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import type { Tensor } from 'nodetorch';

/** What config.json of a BERT says, as far as it is used here. */
export interface BertConfig {
  vocab_size: number;
  hidden_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  intermediate_size: number;
  max_position_embeddings: number;
  type_vocab_size: number;
  layer_norm_eps: number;
  pad_token_id: number;
}

const F = nn.functional;
const norm = ({ hidden_size, layer_norm_eps }: BertConfig) => new nn.LayerNorm(hidden_size, { eps: layer_norm_eps });

/** Numbers of tokens (B, L) to vectors (B, L, H): what a token is, where it stands, in which sentence. */
class Embeddings extends nn.Module {
  word_embeddings: nn.Embedding;
  position_embeddings: nn.Embedding;
  token_type_embeddings: nn.Embedding;
  LayerNorm: nn.LayerNorm;

  constructor(config: BertConfig) {
    super();
    const { vocab_size, hidden_size, max_position_embeddings, type_vocab_size, pad_token_id } = config;
    this.word_embeddings = new nn.Embedding(vocab_size, hidden_size, { padding_idx: pad_token_id });
    this.position_embeddings = new nn.Embedding(max_position_embeddings, hidden_size);
    this.token_type_embeddings = new nn.Embedding(type_vocab_size, hidden_size);
    this.LayerNorm = norm(config);
  }

  forward(ids: Tensor): Tensor {
    const positions = torch.arange(ids.size(1)).unsqueeze(0);
    const tokens = this.word_embeddings(ids).add(this.token_type_embeddings(torch.zeros_like(ids)));
    return this.LayerNorm(tokens.add(this.position_embeddings(positions)));
  }
}

class SelfAttention extends nn.Module {
  query: nn.Linear;
  key: nn.Linear;
  value: nn.Linear;
  heads: number;

  constructor({ hidden_size, num_attention_heads }: BertConfig) {
    super();
    this.heads = num_attention_heads;
    this.query = new nn.Linear(hidden_size, hidden_size);
    this.key = new nn.Linear(hidden_size, hidden_size);
    this.value = new nn.Linear(hidden_size, hidden_size);
  }

  /** `mask` (B, 1, 1, L) is true where there is a token. */
  forward(x: Tensor, mask: Tensor | null): Tensor {
    const [batch, length, size] = x.shape as unknown as [number, number, number];
    const heads = (layer: nn.Linear) => layer(x).view(batch, length, this.heads, -1).transpose(1, 2);
    const [query, key, value] = [heads(this.query), heads(this.key), heads(this.value)];
    const mixed = F.scaled_dot_product_attention(query, key, value, { attn_mask: mask });
    return mixed.transpose(1, 2).reshape(batch, length, size);
  }
}

/** A layer, added to what went in, and normalised. */
class Output extends nn.Module {
  dense: nn.Linear;
  LayerNorm: nn.LayerNorm;

  constructor(inputs: number, config: BertConfig) {
    super();
    this.dense = new nn.Linear(inputs, config.hidden_size);
    this.LayerNorm = norm(config);
  }

  forward(x: Tensor, input: Tensor): Tensor {
    return this.LayerNorm(this.dense(x).add(input));
  }
}

class Attention extends nn.Module {
  self: SelfAttention;
  output: Output;

  constructor(config: BertConfig) {
    super();
    this.self = new SelfAttention(config);
    this.output = new Output(config.hidden_size, config);
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    return this.output(this.self(x, mask), x);
  }
}

class Intermediate extends nn.Module {
  dense: nn.Linear;

  constructor({ hidden_size, intermediate_size }: BertConfig) {
    super();
    this.dense = new nn.Linear(hidden_size, intermediate_size);
  }

  forward(x: Tensor): Tensor {
    return F.gelu(this.dense(x));
  }
}

class Layer extends nn.Module {
  attention: Attention;
  intermediate: Intermediate;
  output: Output;

  constructor(config: BertConfig) {
    super();
    this.attention = new Attention(config);
    this.intermediate = new Intermediate(config);
    this.output = new Output(config.intermediate_size, config);
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    const attended = this.attention(x, mask);
    return this.output(this.intermediate(attended), attended);
  }
}

class Encoder extends nn.Module {
  layer: nn.ModuleList<Layer>;

  constructor(config: BertConfig) {
    super();
    this.layer = new nn.ModuleList(Array.from({ length: config.num_hidden_layers }, () => new Layer(config)));
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    let hidden = x;
    for (const layer of this.layer) hidden = layer(hidden, mask);
    return hidden;
  }
}

/** Numbers of tokens (B, L) to what they mean where they stand (B, L, H). */
export class Bert extends nn.Module {
  embeddings: Embeddings;
  encoder: Encoder;

  constructor(config: BertConfig) {
    super();
    this.embeddings = new Embeddings(config);
    this.encoder = new Encoder(config);
  }

  /** `mask` (B, L) is 1 where there is a token, and 0 behind the end of a shorter text. */
  forward(ids: Tensor, mask: Tensor): Tensor {
    const there = mask.to(torch.bool);
    const full = there.all().item() === true;
    return this.encoder(this.embeddings(ids), full ? null : there.unsqueeze(1).unsqueeze(1));
  }
}
