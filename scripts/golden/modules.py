"""Writes the modules without convolutions or recurrence, for test/nn/modules.test.ts.

    python3 scripts/golden/modules.py > test/golden/modules.json

What a case is says support/recorded_layers.py.
"""

from support.recorded_layers import F64, indices, shape, write

X, IMAGE = shape(3, 4), shape(2, 8, 2, 3)


def plain(*dims, **more):
    return shape(*dims, plain=True, **more)


def make(spec):
    return {"make": spec}


def mask(*dims):
    return {"shape": list(dims), "below": 3, "bools": True}


def named(**values):
    return {"named": values}


def loss(name, keywords, *inputs):
    """A loss with each reduction."""
    return [(name, (), {**keywords, "reduction": r} if r else keywords, [list(inputs)]) for r in (None, "sum", "none")]


WEIGHTS = make(plain(4, positive=True))
ENCODER = {"module": ["TransformerEncoderLayer", [8, 2, 16], {"dropout": 0.0, "batch_first": True}]}
DECODER = {"module": ["TransformerDecoderLayer", [8, 2, 16], {"dropout": 0.0}]}
NORM = {"module": ["LayerNorm", [8], {}]}
QKV = [shape(5, 2, 8), shape(6, 2, 8), shape(6, 2, 8)]
BATCH = shape(2, 5, 8)

CASES = [
    # Linear and its kin.
    ("Linear", (4, 2), {}, [[X], [shape(4)], [shape(2, 3, 4)], [shape(3, 5)]]),
    ("Linear", (4, 2, False), {}, [[X]]),
    ("Linear", (), {"in_features": 4, "out_features": 3, "dtype": F64}, [[shape(2, 4, dtype=F64)]]),
    ("Linear", (4,), {}, []),
    ("Linear", (), {}, []),
    ("Linear", (4, 2), {"in_features": 4}, []),
    ("Linear", (1, 2, 3, 4, 5, 6), {}, []),
    ("Bilinear", (4, 3, 2), {}, [[X, shape(3, 3)]]),
    ("Bilinear", (4, 3, 2), {"bias": False}, [[shape(2, 1, 4), shape(2, 1, 3)]]),
    ("Bilinear", (0, 3, 2), {}, []),
    ("Identity", (54,), {"unused": 1}, [[X]]),
    ("Flatten", (), {}, [[IMAGE], [shape(3)]]),
    ("Flatten", (0, 2), {}, [[IMAGE]]),
    ("Unflatten", (1, (2, 4)), {}, [[IMAGE]]),
    ("Unflatten", (1,), {"unflattened_size": (2, -1, 2)}, [[IMAGE]]),
    ("Unflatten", (1, (2, 1.5)), {}, []),
    ("Unflatten", (1, 3), {}, []),
    # Activations.
    *[(name, (), {}, [[X]]) for name in (
        "ReLU", "RReLU", "Hardtanh", "ReLU6", "Sigmoid", "Hardsigmoid", "Tanh", "SiLU", "Mish", "Hardswish", "ELU", "CELU",
        "SELU", "GLU", "GELU", "Hardshrink", "LeakyReLU", "LogSigmoid", "Softplus", "Softshrink", "PReLU", "Softsign",
        "Tanhshrink")],
    ("Threshold", (0.25, 20.0), {}, [[X]]),
    ("Threshold", (1,), {}, []),
    *[(name, (), {"inplace": True}, [[plain(3, 4)]]) for name in (
        "ReLU", "ReLU6", "Hardsigmoid", "SiLU", "Mish", "Hardswish", "ELU", "CELU", "SELU", "LeakyReLU", "RReLU",
        "Hardtanh")],
    ("RReLU", (0.25, 0.5), {}, [[X]]),
    ("Hardtanh", (-0.5, 0.25), {}, [[X]]),
    ("Hardtanh", (1.5, 0.5), {}, []),
    ("ELU", (), {"alpha": 0.5}, [[X]]),
    ("GLU", (0,), {}, [[shape(4, 3)], [shape(3, 3)]]),
    ("GELU", (), {"approximate": "tanh"}, [[X]]),
    ("Hardshrink", (0.25,), {}, [[X]]),
    ("LeakyReLU", (0.2,), {}, [[X]]),
    ("Softplus", (), {"beta": 2.5, "threshold": 1.5}, [[X]]),
    ("PReLU", (4,), {"init": 0.1}, [[X], [IMAGE]]),
    *[(name, (dim,), {}, [[X]]) for name in ("Softmax", "Softmin", "LogSoftmax") for dim in (0, -1)],
    ("Softmax", (), {}, [[X]]),
    ("Softmax", (1.5,), {}, []),
    ("LogSoftmax", (True,), {}, []),
    ("Softmax2d", (), {}, [[IMAGE], [X]]),
    # Dropout: the draws are those of the same generator.
    *[(name, (), {}, [[IMAGE]]) for name in ("Dropout", "Dropout2d", "AlphaDropout", "FeatureAlphaDropout")],
    ("Dropout", (0.25,), {"inplace": True}, [[plain(3, 4)]]),
    ("Dropout1d", (0.4,), {}, [[shape(2, 5, 3)], [shape(5, 3)], [X], [shape(3)]]),
    ("Dropout3d", (), {}, [[shape(2, 3, 2, 2, 2)]]),
    ("Dropout", (1.5,), {}, []),
    # Tables.
    ("Embedding", (7, 3), {}, [[indices(7, 2, 5)], [indices(9, 4)]]),
    ("Embedding", (7, 3, 2), {}, [[indices(7, 2, 5)]]),
    ("Embedding", (7, 3), {"padding_idx": -1, "scale_grad_by_freq": True}, [[indices(7, 3)]]),
    ("Embedding", (7, 3), {"max_norm": 1.5, "norm_type": 1.0}, [[indices(7, 2, 5)]]),
    ("Embedding", (7, 3), {"_freeze": True}, [[indices(7, 5)]]),
    ("Embedding", (3, 4), {"_weight": make(plain(3, 4))}, [[indices(3, 5)]]),
    ("Embedding", (3, 4), {"_weight": make(plain(4, 4))}, []),
    ("Embedding", (7, 3), {"padding_idx": 7}, []),
    ("EmbeddingBag", (7, 3), {}, [[indices(7, 2, 5)], [indices(7, 8), indices(8, 2)], [indices(7, 8)]]),
    ("EmbeddingBag", (7, 3), {"mode": "sum"}, [[indices(7, 2, 3), named(per_sample_weights=shape(2, 3))]]),
    ("EmbeddingBag", (7, 3), {"mode": "max", "padding_idx": 1}, [[indices(7, 2, 5)]]),
    ("EmbeddingBag", (7, 3), {"include_last_offset": True}, [[indices(7, 8), indices(8, 2)]]),
    ("EmbeddingBag", (7, 3), {"padding_idx": -8}, []),
    # Distances and shuffles.
    ("PairwiseDistance", (), {}, [[X, shape(3, 4, positive=True)]]),
    ("PairwiseDistance", (1.0,), {"keepdim": True}, [[X, shape(3, 4, positive=True)]]),
    ("CosineSimilarity", (), {}, [[X, shape(3, 4, positive=True)]]),
    ("CosineSimilarity", (), {"dim": 0, "eps": 0.5}, [[X, shape(3, 4, positive=True)]]),
    ("PixelShuffle", (2,), {}, [[IMAGE]]),
    ("PixelUnshuffle", (2,), {}, [[shape(1, 2, 4, 4)]]),
    ("ChannelShuffle", (4,), {}, [[IMAGE]]),
    ("PixelShuffle", (), {}, []),
    # Losses.
    *loss("L1Loss", {}, X, plain(3, 4, positive=True)),
    *loss("MSELoss", {}, X, plain(3, 4, positive=True)),
    *loss("SmoothL1Loss", {"beta": 0.25}, X, plain(3, 4, positive=True)),
    *loss("HuberLoss", {"delta": 0.5}, X, plain(3, 4, positive=True)),
    *loss("PoissonNLLLoss", {"full": True}, X, plain(3, 4, positive=True)),
    *loss("PoissonNLLLoss", {"log_input": False, "eps": 0.01}, shape(3, 4, positive=True), plain(3, 4, positive=True)),
    *loss("GaussianNLLLoss", {"full": True}, X, plain(3, 4), shape(3, 4, positive=True)),
    *loss("CrossEntropyLoss", {}, X, indices(4, 3)),
    *loss("CrossEntropyLoss", {"weight": WEIGHTS, "label_smoothing": 0.1, "ignore_index": 1}, X, indices(4, 3)),
    *loss("CrossEntropyLoss", {}, shape(2, 4, 3), indices(4, 2, 3)),
    *loss("CrossEntropyLoss", {}, X, plain(3, 4, positive=True)),
    *loss("NLLLoss", {"weight": WEIGHTS}, X, indices(4, 3)),
    *loss("NLLLoss", {"ignore_index": 3}, X, indices(4, 3)),
    *loss("KLDivLoss", {}, X, plain(3, 4, positive=True)),
    ("KLDivLoss", (), {"reduction": "batchmean", "log_target": True}, [[X, plain(3, 4)]]),
    *loss("BCELoss", {}, shape(3, 4, positive=True), plain(3, 4, positive=True)),
    *loss("BCELoss", {"weight": WEIGHTS}, shape(3, 4, positive=True), plain(3, 4, positive=True)),
    *loss("BCEWithLogitsLoss", {"pos_weight": WEIGHTS}, X, plain(3, 4, positive=True)),
    *loss("HingeEmbeddingLoss", {"margin": 0.5}, X, plain(3, 4, signs=True)),
    *loss("CosineEmbeddingLoss", {"margin": 0.25}, X, shape(3, 4, positive=True), plain(3, signs=True)),
    *loss("MarginRankingLoss", {"margin": 0.5}, shape(5), shape(5, positive=True), plain(5, signs=True)),
    *loss("MultiLabelMarginLoss", {}, X, indices(4, 3, 4)),
    *loss("SoftMarginLoss", {}, X, plain(3, 4, signs=True)),
    *loss("MultiLabelSoftMarginLoss", {"weight": WEIGHTS}, X, plain(3, 4, positive=True)),
    *loss("MultiMarginLoss", {"p": 2, "margin": 0.75, "weight": WEIGHTS}, X, indices(4, 3)),
    *loss("TripletMarginLoss", {"swap": True, "p": 1.0}, X, shape(3, 4, positive=True), plain(3, 4)),
    *loss("TripletMarginWithDistanceLoss", {"margin": 0.5}, X, shape(3, 4, positive=True), plain(3, 4)),
    *loss("CTCLoss", {"blank": 1, "zero_infinity": True}, shape(6, 2, 4), indices(2, 2, 3), [6, 5], [3, 2]),
    ("MSELoss", (None, False), {}, [[X, plain(3, 4)]]),
    ("MSELoss", (), {"reduction": "average"}, [[X, plain(3, 4)]]),
    ("MultiMarginLoss", (3,), {}, []),
    ("TripletMarginLoss", (-0.5,), {}, []),
    ("HuberLoss", ("mean", "0.5"), {}, []),
    ("LinearCrossEntropyLoss", (4, 3), {"bias": True}, [[X, indices(3, 3)]]),
    ("LinearCrossEntropyLoss", (4, 3), {"out_features": (2,), "label_smoothing": 0.1}, [[X, indices(3, 3, 2)]]),
    ("AdaptiveLogSoftmaxWithLoss", (8, 10, [3, 6]), {"div_value": 2.0}, [[shape(5, 8), indices(10, 5)]]),
    ("AdaptiveLogSoftmaxWithLoss", (8, 10, [3]), {"head_bias": True}, [[shape(8), indices(10, 1)], [X, indices(10, 2)]]),
    ("AdaptiveLogSoftmaxWithLoss", (8, 10, [6, 3]), {}, []),
    # Attention.
    ("MultiheadAttention", (8, 2), {}, [QKV, [*QKV, named(need_weights=False)], [*QKV, mask(2, 6)],
                                       [shape(5, 8), shape(6, 8), shape(6, 8)]]),
    ("MultiheadAttention", (8, 2), {"bias": False, "kdim": 4, "vdim": 3, "add_zero_attn": True},
     [[shape(5, 2, 8), shape(6, 2, 4), shape(6, 2, 3)]]),
    ("MultiheadAttention", (8, 4, 0.0, True, True), {}, [[*QKV, named(attn_mask=plain(5, 6), average_attn_weights=False)]]),
    ("MultiheadAttention", (8, 2), {"batch_first": True}, [[BATCH, shape(2, 6, 8), shape(2, 6, 8)]]),
    ("MultiheadAttention", (8, 2, 0.5), {}, [QKV]),
    ("MultiheadAttention", (8, 3), {}, []),
    ("MultiheadAttention", (0, 3), {}, []),
    # Transformers.
    ("TransformerEncoderLayer", (8, 2, 16, 0.0), {}, [[shape(5, 2, 8)], [shape(5, 2, 8), named(src_key_padding_mask=mask(2, 5))]]),
    ("TransformerEncoderLayer", (8, 2, 16), {"dropout": 0.25, "activation": "gelu", "norm_first": True}, [[shape(5, 2, 8)]]),
    ("TransformerEncoderLayer", (8, 2, 16, 0.0), {"batch_first": True, "bias": False}, [[BATCH]]),
    ("TransformerEncoderLayer", (8, 2, 16, 0.0), {"batch_first": True}, [[BATCH], [BATCH, mask(5, 5)]]),
    ("TransformerEncoderLayer", (8, 2), {"activation": "tanh"}, []),
    ("TransformerDecoderLayer", (8, 2, 16, 0.0), {}, [[shape(4, 2, 8), shape(5, 2, 8)]]),
    ("TransformerDecoderLayer", (8, 2, 16, 0.1, "gelu"), {"batch_first": True, "norm_first": True},
     [[shape(2, 4, 8), BATCH, named(tgt_mask=plain(4, 4), memory_key_padding_mask=mask(2, 5))]]),
    ("TransformerEncoder", (ENCODER, 2), {}, [[BATCH], [BATCH, named(mask=mask(5, 5))]]),
    ("TransformerEncoder", (ENCODER, 3, NORM), {}, [[BATCH, named(src_key_padding_mask=mask(2, 5))]]),
    ("TransformerDecoder", (DECODER, 2), {"norm": NORM}, [[shape(4, 2, 8), shape(5, 2, 8)]]),
    ("Transformer", (8, 2, 2, 1, 16, 0.0), {}, [[shape(5, 2, 8), shape(4, 2, 8)], [shape(5, 2, 8), shape(4, 3, 8)],
                                               [shape(5, 2, 4), shape(4, 2, 4)]]),
    ("Transformer", (), {"d_model": 8, "nhead": 2, "num_encoder_layers": 1, "num_decoder_layers": 1,
                         "dim_feedforward": 8, "batch_first": True, "bias": False}, [[BATCH, shape(2, 4, 8)]]),
]

write(CASES)
