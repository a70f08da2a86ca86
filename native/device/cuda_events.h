// torch.cuda.Event, which has more than c10::Event: events that block, that other processes see,
// and that are external to a graph. Over the CUDA run time, as libtorch's own class of headers.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_cuda_events(Environment& env, Napi::Object exports);

}  // namespace nodetorch
