"""A small BERT with weights at random, by the names of Hugging Face's, and what it gives: prints JSON."""

import json

import torch
import torch.nn.functional as F

SIZE, HEADS, LAYERS, INNER, WORDS, LONGEST = 8, 2, 2, 12, 11, 6
torch.manual_seed(0)
weights = {}


def linear(name, inputs, outputs):
    weights[f"{name}.weight"], weights[f"{name}.bias"] = torch.randn(outputs, inputs), torch.randn(outputs)


def norm(name):
    weights[f"{name}.weight"], weights[f"{name}.bias"] = torch.rand(SIZE) + 0.5, torch.randn(SIZE)


for table, rows in ("word", WORDS), ("position", LONGEST), ("token_type", 2):
    weights[f"embeddings.{table}_embeddings.weight"] = torch.randn(rows, SIZE)
norm("embeddings.LayerNorm")
for i in range(LAYERS):
    at = f"encoder.layer.{i}"
    for part in "query", "key", "value":
        linear(f"{at}.attention.self.{part}", SIZE, SIZE)
    linear(f"{at}.attention.output.dense", SIZE, SIZE)
    norm(f"{at}.attention.output.LayerNorm")
    linear(f"{at}.intermediate.dense", SIZE, INNER)
    linear(f"{at}.output.dense", INNER, SIZE)
    norm(f"{at}.output.LayerNorm")


def of(name, x):
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def normed(name, x):
    return F.layer_norm(x, (SIZE,), weights[f"{name}.weight"], weights[f"{name}.bias"], 1e-12)


def bert(ids, mask):
    tables = {table: weights[f"embeddings.{table}_embeddings.weight"] for table in ("word", "position", "token_type")}
    x = tables["word"][ids] + tables["token_type"][0] + tables["position"][: ids.shape[1]]
    x = normed("embeddings.LayerNorm", x)
    for i in range(LAYERS):
        at = f"encoder.layer.{i}"
        heads = [of(f"{at}.attention.self.{part}", x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in ("query", "key", "value")]
        scores = heads[0] @ heads[1].transpose(-1, -2) / (SIZE / HEADS) ** 0.5
        scores = scores.masked_fill(mask[:, None, None, :] == 0, float("-inf"))
        mixed = (scores.softmax(-1) @ heads[2]).transpose(1, 2).flatten(2)
        x = normed(f"{at}.attention.output.LayerNorm", of(f"{at}.attention.output.dense", mixed) + x)
        inner = F.gelu(of(f"{at}.intermediate.dense", x))
        x = normed(f"{at}.output.LayerNorm", of(f"{at}.output.dense", inner) + x)
    return x


ids = torch.tensor([[1, 5, 7, 2], [1, 2, 0, 0]])
mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
config = {
    "vocab_size": WORDS, "hidden_size": SIZE, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": INNER,
    "max_position_embeddings": LONGEST, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0,
}
print(json.dumps({
    "config": config, "weights": {name: value.tolist() for name, value in weights.items()}, "ids": ids.tolist(), "mask": mask.tolist(),
    "vectors": bert(ids, mask).tolist(), "whole": bert(ids[:1], mask[:1]).tolist(),
}))
