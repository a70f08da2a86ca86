// torch.cuda.CUDAGraph and memory pools: libtorch's own classes, made in place and called by name
// in libtorch_cuda (cuda_library.h), their sizes by libtorch's headers.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_cuda_graphs(Environment& env, Napi::Object exports);
void install_cuda_pools(Environment& env, Napi::Object exports);
void install_cuda_streams(Environment& env, Napi::Object exports);

}  // namespace nodetorch
