// The sizes of tensors that an operator may resize. libtorch sets sizes first and asks for memory
// then: when that fails, sizes larger than the storage stay behind, and the next read ends the
// process.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/stack.h>
#include <c10/util/SmallVector.h>

#include "dispatch/plan.h"

namespace nodetorch {

// Whether all elements of a dense tensor lie inside its storage; true for what has none.
bool fits_storage(const c10::TensorImpl& tensor);
// The same if it had these sizes, strides and offset.
bool fits_storage(const c10::TensorImpl& tensor, at::IntArrayRef sizes, at::IntArrayRef strides,
                  int64_t offset);

// Remembers sizes, strides, offset and storage of every tensor in `plan.resizes`, and puts them
// back when it dies, unless `keep` was called before.
class GeometryGuard {
 public:
  GeometryGuard(const Plan& plan, const torch::jit::Stack& stack);
  GeometryGuard(const GeometryGuard&) = delete;
  GeometryGuard& operator=(const GeometryGuard&) = delete;
  ~GeometryGuard();

  // The call succeeded. Throws c10::Error, and puts all back, if a tensor leaves its storage.
  void keep();

 private:
  struct Remembered {
    at::Tensor tensor;
    c10::Storage storage;
    c10::SmallVector<int64_t, 5> sizes;
    c10::SmallVector<int64_t, 5> strides;
    int64_t offset;
  };

  void remember(const at::Tensor& tensor);
  void remember_dense(const at::Tensor& tensor);

  c10::SmallVector<Remembered, 2> remembered_;
};

}  // namespace nodetorch
