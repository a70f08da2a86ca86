// Streams, events, memory and graphs of whatever accelerator this libtorch has: written once, over
// at::accelerator, c10::Stream, c10::Event and c10::DeviceAllocator. What only CUDA has is in
// cuda_events.h and cuda_graphs.h.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_accelerator(Environment& env, Napi::Object exports);
void install_streams(Environment& env, Napi::Object exports);
void install_events(Environment& env, Napi::Object exports);
void install_graphs(Environment& env, Napi::Object exports);

}  // namespace nodetorch
