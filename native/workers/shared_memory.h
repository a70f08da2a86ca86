// Memory for several threads: it belongs to no environment, and is never moved by a resize.
#pragma once

#include <ATen/core/Tensor.h>

namespace nodetorch {

// Whether the memory is libtorch's own and so outlives this thread. Memory of a typed array belongs
// to the environment of the array.
bool outlives_thread(const at::Tensor& tensor);

bool is_shared(const c10::Storage& storage);

// Marks the memory of a tensor's storage as shared; what would not outlive this thread moves into
// memory that does, with all tensors that are views of the storage.
void share_memory(const at::Tensor& tensor);

}  // namespace nodetorch
