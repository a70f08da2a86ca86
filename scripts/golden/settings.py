"""Writes what PyTorch answers in short scenes about its settings, for test/settings/scenes.ts.

    python3 scripts/golden/settings.py > test/golden/settings.json

A scene is a list of steps, [what, path, ...]: "get" reads an attribute of torch, "set" assigns one, "call" calls a
function with arguments and keywords, and "shown" gives a tensor's device, dtype and shape. Every scene leaves what it
found. With each step stands what came of it: the text of the value, tuples as lists, or the class and text of the error.
"""

import json

import torch
import torch.utils.deterministic



def get(path):
    return ["get", path]


def put(path, value):
    return ["set", path, value]


def call(path, *args, **keywords):
    return ["call", path, list(args), keywords]


def shown(path, *args, **keywords):
    return ["shown", path, list(args), keywords]


def dtype(name):
    """A name of torch's that stands for its value."""
    return {"name": name}


BACKENDS = {
    "defaults": [get(f"backends.{path}") for path in """fp32_precision cudnn.enabled cudnn.deterministic cudnn.benchmark
        cudnn.allow_tf32 cudnn.fp32_precision cudnn.depthwise_kernel cudnn.conv.fp32_precision cudnn.rnn.fp32_precision
        mkldnn.enabled mkldnn.deterministic mkldnn.allow_tf32 mkldnn.fp32_precision mkldnn.matmul.fp32_precision
        mkldnn.conv.fp32_precision mkldnn.rnn.fp32_precision cuda.matmul.allow_tf32 cuda.matmul.fp32_precision
        cuda.matmul.prefer_cublaslt_grouped_gemm cuda.matmul.allow_fp16_reduced_precision_reduction
        cuda.matmul.allow_fp16_reduced_precision_reduction_split_k cuda.matmul.allow_bf16_reduced_precision_reduction
        cuda.matmul.allow_bf16_reduced_precision_reduction_split_k cuda.matmul.allow_fp16_accumulation miopen.immediate
        opt_einsum.enabled opt_einsum.strategy""".split()],
    "flags that are assigned": [
        step
        for path in """cudnn.enabled cudnn.deterministic cudnn.benchmark cudnn.allow_tf32 mkldnn.enabled
            mkldnn.deterministic miopen.immediate cuda.matmul.prefer_cublaslt_grouped_gemm
            cuda.matmul.allow_fp16_accumulation""".split()
        for step in [put(f"backends.{path}", False), get(f"backends.{path}"), put(f"backends.{path}", True),
                     get(f"backends.{path}"), put(f"backends.{path}", 1), put(f"backends.{path}", None),
                     put(f"backends.{path}", "x"), put(f"backends.{path}", path in (
                         "cudnn.enabled", "cudnn.allow_tf32", "mkldnn.enabled"))]
    ],
    "texts that are assigned": [
        put("backends.cudnn.depthwise_kernel", "native"), get("backends.cudnn.depthwise_kernel"),
        put("backends.cudnn.depthwise_kernel", "x"), put("backends.cudnn.depthwise_kernel", 3),
        put("backends.cudnn.depthwise_kernel", "auto"), put("backends.quantized.engine", "qnnpack"),
        get("backends.quantized.engine"), put("backends.quantized.engine", "x"),
        put("backends.quantized.engine", "none"), put("backends.quantized.engine", "x86"),
        put("backends.quantized.supported_engines", 1), get("backends.quantized.supported_engines"),
    ],
    "flags as contexts and functions": [
        call("backends.mkldnn.set_flags", False), call("backends.mkldnn.set_flags", True, _deterministic=True),
        call("backends.mkldnn.set_flags", None, False), call("backends.miopen.set_flags"),
        call("backends.nnpack.set_flags", 1), call("backends.set_flags"), call("backends.opt_einsum.set_flags"),
        call("backends.opt_einsum.set_flags", True), call("backends.opt_einsum.set_flags", None, "auto"),
        call("backends.opt_einsum.is_available"), call("backends.opt_einsum.get_opt_einsum"),
        call("backends.mha.get_fastpath_enabled"), call("backends.mha.set_fastpath_enabled", False),
        call("backends.mha.get_fastpath_enabled"), call("backends.mha.set_fastpath_enabled", True),
    ],
    "precision of float32, level by level": [
        put("backends.fp32_precision", "x"), put("backends.fp32_precision", 1),
        put("backends.fp32_precision", "tf32"), get("backends.fp32_precision"), get("backends.cudnn.fp32_precision"),
        get("backends.cudnn.conv.fp32_precision"), get("backends.cuda.matmul.fp32_precision"),
        get("backends.mkldnn.matmul.fp32_precision"), get("backends.mkldnn.fp32_precision"),
        put("backends.cudnn.fp32_precision", "bf16"), put("backends.cudnn.fp32_precision", "ieee"),
        get("backends.cudnn.fp32_precision"), get("backends.cuda.matmul.fp32_precision"),
        put("backends.cudnn.fp32_precision", "none"), put("backends.mkldnn.conv.fp32_precision", "bf16"),
        get("backends.mkldnn.conv.fp32_precision"), get("backends.mkldnn.rnn.fp32_precision"),
        put("backends.mkldnn.conv.fp32_precision", "none"), put("backends.mkldnn.conv.x", 1),
        put("backends.fp32_precision", "none"), get("backends.mkldnn.matmul.fp32_precision"),
    ],
    "matrix products": [
        put("backends.cuda.matmul.x", 1), put("backends.cuda.matmul.allow_tf32", 1),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction", [True, False]),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction", 1),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction", []),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction", [1, 2, 3]),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction", [1]),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction", [False, False]),
        get("backends.cuda.matmul.allow_fp16_reduced_precision_reduction"),
        get("backends.cuda.matmul.allow_fp16_reduced_precision_reduction_split_k"),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction_split_k", True),
        put("backends.cuda.matmul.allow_fp16_reduced_precision_reduction", True),
        get("backends.cuda.matmul.allow_fp16_reduced_precision_reduction_split_k"),
        put("backends.cuda.matmul.allow_bf16_reduced_precision_reduction", [False]),
        get("backends.cuda.matmul.allow_bf16_reduced_precision_reduction_split_k"),
        put("backends.cuda.matmul.allow_bf16_reduced_precision_reduction", True),
    ],
    "attention": [
        step
        for read, write in [("flash_sdp_enabled", "enable_flash_sdp"), ("math_sdp_enabled", "enable_math_sdp"),
                            ("mem_efficient_sdp_enabled", "enable_mem_efficient_sdp"),
                            ("cudnn_sdp_enabled", "enable_cudnn_sdp"),
                            ("fp16_bf16_reduction_math_sdp_allowed", "allow_fp16_bf16_reduction_math_sdp")]
        for step in [call(f"backends.cuda.{read}"), call(f"backends.cuda.{write}", False), call(f"backends.cuda.{read}"),
                     call(f"backends.cuda.{write}", 1),
                     call(f"backends.cuda.{write}", read != "fp16_bf16_reduction_math_sdp_allowed")]
    ],
    "preferred libraries": [
        call("backends.cuda.preferred_linalg_library"),
        call("backends.cuda.preferred_linalg_library", "x"), call("backends.cuda.preferred_linalg_library", 3),
        call("backends.cuda.preferred_linalg_library", "default"), call("backends.cuda.preferred_blas_library", "x"),
        call("backends.cuda.preferred_rocm_fa_library"), call("backends.cuda.preferred_rocm_fa_library", "x"),
        call("backends.cuda.preferred_rocm_fa_library", 3), call("backends.cuda.blas_workspace_size", None, "ck"),
        call("backends.cuda.blas_workspace_size", None, "xx"), call("backends.cuda.blas_workspace_size", None, 3),
    ],
    "what no build for this machine has": [
        call("backends.mps.is_available"), call("backends.mps.is_built"), call("backends.mps.is_macos_or_newer", 14, 0),
        call("backends.mps.is_macos13_or_newer"), call("backends.mps.get_name"), call("backends.mps.get_core_count"),
        call("backends.cudnn.rnn.get_cudnn_mode", "x"),
    ],
}

SETTINGS = {
    "deterministic algorithms": [
        call("get_deterministic_debug_mode"), call("set_deterministic_debug_mode", "warn"),
        call("get_deterministic_debug_mode"), call("are_deterministic_algorithms_enabled"),
        call("is_deterministic_algorithms_warn_only_enabled"), call("use_deterministic_algorithms", False, warn_only=True),
        call("is_deterministic_algorithms_warn_only_enabled"), call("get_deterministic_debug_mode"),
        call("use_deterministic_algorithms", 1), call("use_deterministic_algorithms", True, warn_only=1),
        call("set_deterministic_debug_mode", None), call("set_deterministic_debug_mode", "x"),
        call("set_deterministic_debug_mode", 3), call("set_deterministic_debug_mode", -1),
        call("set_deterministic_debug_mode", 1.5), call("set_deterministic_debug_mode", 2),
        call("get_deterministic_debug_mode"), call("empty", [3]), call("empty", [2], dtype=dtype("int64")),
        call("empty", [2], dtype=dtype("bool")), call("empty", [2], dtype=dtype("uint8")),
        get("utils.deterministic.fill_uninitialized_memory"), put("utils.deterministic.fill_uninitialized_memory", 1),
        put("utils.deterministic.fill_uninitialized_memory", False),
        get("utils.deterministic.fill_uninitialized_memory"), put("utils.deterministic.fill_uninitialized_memory", True),
        call("set_deterministic_debug_mode", 0),
    ],
    "precision": [
        call("get_float32_matmul_precision"), call("set_float32_matmul_precision", "high"),
        call("get_float32_matmul_precision"), get("backends.cuda.matmul.allow_tf32"),
        get("backends.mkldnn.matmul.fp32_precision"), call("set_float32_matmul_precision", 1),
        call("set_float32_matmul_precision", "x"), call("get_float32_matmul_precision"),
        call("set_float32_matmul_precision", "medium"), call("get_float32_matmul_precision"),
        call("set_float32_matmul_precision", "highest"), get("backends.cuda.matmul.allow_tf32"),
        put("backends.cuda.matmul.fp32_precision", "none"), put("backends.mkldnn.matmul.fp32_precision", "none"),
        call("set_flush_denormal", 1), call("set_warn_always", 1), call("is_warn_always_enabled"),
        call("set_warn_always", True), call("is_warn_always_enabled"), call("set_warn_always", False),
    ],
    "default device": [
        call("get_default_device"), call("set_default_device", "x"), call("set_default_device", "meta"),
        call("get_default_device"),
        *[shown(name, [2]) for name in "empty ones zeros rand randn".split()],
        *[shown(name, [2.5]) for name in "tensor as_tensor asarray".split()],
        *[shown(name, 3) for name in """arange eye hann_window hamming_window bartlett_window blackman_window
            kaiser_window scalar_tensor fft.fftfreq fft.rfftfreq""".split()],
        shown("full", [2], True), shown("linspace", 0, 1, 2), shown("logspace", 0, 1, 2), shown("randint", 3, [2]),
        shown("empty_permuted", [2, 3], [1, 0]),
        shown("empty_strided", [2], [1]), shown("sparse_coo_tensor", [[0]], [1.5], [2]),
        shown("sparse_coo_tensor", [2, 2]),
        shown("range", 1, 2), shown("normal", 0.0, 1.0, [2]), shown("Tensor", 2), shown("FloatTensor", 2),
        shown("zeros", [2], device="cpu"), shown("zeros", [2], device=None), shown("tensor", [1.5], device="cpu"),
        shown("nn.Linear", 2, 2), shown("nn.LSTM", 2, 2), shown("nn.Embedding", 2, 2), shown("nn.BatchNorm1d", 2),
        call("set_default_device", None), call("get_default_device"), shown("ones", [2]),
        call("set_default_device", "cpu"), call("get_default_device"), call("set_default_device", None),
    ],
    "default tensor type": [
        call("set_default_tensor_type", "torch.DoubleTensor"), call("get_default_dtype"),
        call("set_default_tensor_type", dtype("HalfTensor")), call("get_default_dtype"),
        call("set_default_tensor_type", "torch.x"), call("set_default_tensor_type", dtype("IntTensor")),
        call("set_default_tensor_type", dtype("float32")), call("set_default_tensor_type", "torch.FloatTensor"),
        call("get_default_dtype"),
    ],
    "autocast": [
        call("is_autocast_enabled"), call("is_autocast_enabled", "cpu"), call("is_autocast_enabled", "meta"),
        call("is_autocast_enabled", "x"), call("is_autocast_enabled", 1), call("set_autocast_enabled", True),
        call("is_autocast_enabled"), call("is_autocast_enabled", "cuda"), call("set_autocast_enabled", False),
        call("set_autocast_enabled", "cpu", True), shown("mm", {"tensor": [[1.0]]}, {"tensor": [[1.0]]}),
        call("set_autocast_enabled", "cpu", False), call("set_autocast_enabled", "meta", True),
        call("set_autocast_enabled", 1), call("set_autocast_enabled", "cpu", 1), call("get_autocast_dtype", "cpu"),
        call("get_autocast_dtype", "cuda"), call("get_autocast_dtype", "meta"),
        call("set_autocast_dtype", "cpu", dtype("float16")), call("get_autocast_dtype", "cpu"),
        call("set_autocast_dtype", "cpu", 1), call("set_autocast_dtype", "cpu", dtype("bfloat16")),
        call("is_autocast_cache_enabled"), call("set_autocast_cache_enabled", False), call("is_autocast_cache_enabled"),
        call("set_autocast_cache_enabled", 1), call("set_autocast_cache_enabled", True),
        call("autocast_increment_nesting"), call("autocast_increment_nesting"), call("autocast_decrement_nesting"),
        call("autocast_decrement_nesting"), call("clear_autocast_cache"),
        *[call(f"is_autocast_{name}_enabled") for name in ("cpu", "ipu", "xla")],
        *[call(f"get_autocast_{name}_dtype") for name in ("cpu", "gpu", "ipu", "xla")],
        call("set_autocast_cpu_enabled", True), call("is_autocast_cpu_enabled"), call("set_autocast_cpu_enabled", 1),
        call("set_autocast_cpu_enabled", False), call("set_autocast_cpu_dtype", 1),
        call("set_autocast_cpu_dtype", dtype("bfloat16")), call("set_autocast_gpu_dtype", dtype("float16")),
    ],
}


def value_of(written):
    if isinstance(written, list):
        return [value_of(each) for each in written]
    if isinstance(written, dict) and "tensor" in written:
        return torch.tensor(written["tensor"])
    return resolve(written["name"]) if isinstance(written, dict) else written


def resolve(path):
    value = torch
    for name in path.split("."):
        value = getattr(value, name)
    return value


def describe(value):
    if isinstance(value, torch.nn.Module):
        value = next(value.parameters())
    return f"{value.device} {value.dtype} {list(value.shape)} {value.layout}"


def text(value):
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(text(each) for each in value)}]"
    # An enum of C++ prints itself with angle brackets.
    return repr(value) if isinstance(value, (str, float, torch.Tensor)) else str(value)


def play(step):
    what, path, *rest = step
    try:
        if what == "get":
            return text(resolve(path))
        if what == "set":
            owner, _, name = path.rpartition(".")
            setattr(resolve(owner), name, value_of(rest[0]))
            return "None"
        args, keywords = rest
        result = resolve(path)(*[value_of(each) for each in args], **{k: value_of(v) for k, v in keywords.items()})
        return describe(result) if what == "shown" else text(result)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


scenes = {
    room: {title: [[*step, play(step)] for step in steps] for title, steps in group.items()}
    for room, group in {"backends": BACKENDS, "settings": SETTINGS}.items()
}
print(json.dumps(scenes, indent=1))
