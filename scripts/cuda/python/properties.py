"""What Python tells of the device and of its random stream."""

import json

import torch

device = "cuda"
torch.ones(1, device=device)
found = torch.cuda.get_device_properties()
torch.manual_seed(7)
rand, randn = torch.rand(6, device=device).tolist(), torch.randn(6, device=device).tolist()
state = torch.cuda.get_rng_state()
after = torch.rand(3, device=device).tolist()
torch.cuda.set_rng_state(state)
again = torch.rand(3, device=device).tolist()
usual = torch.backends.cuda.matmul.allow_tf32
torch.backends.cuda.matmul.allow_tf32 = True
print(json.dumps({
    "properties": {
        "count": torch.cuda.device_count(), "current": torch.cuda.current_device(), "name": found.name,
        "capability": [found.major, found.minor], "memory": found.total_memory, "processors": found.multi_processor_count,
        "bf16": torch.cuda.is_bf16_supported(), "architectures": torch.cuda.get_arch_list(),
    },
    "random": {"rand": rand, "randn": randn, "state": state.tolist(), "after": after, "again": again},
    "tf32": {"precision": torch.get_float32_matmul_precision(), "usual": usual},
}))
