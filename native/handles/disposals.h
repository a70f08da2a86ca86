// Tensors that something outlives the program's objects of, and wants to know when these are
// disposed.
#pragma once

#include <ATen/core/Tensor.h>

#include <atomic>
#include <memory>

namespace nodetorch {

// Keeps the tensor.
class DisposalWatch {
 public:
  explicit DisposalWatch(at::Tensor tensor);
  ~DisposalWatch();
  DisposalWatch(const DisposalWatch&) = delete;
  DisposalWatch& operator=(const DisposalWatch&) = delete;

  bool disposed() const { return disposed_.load(std::memory_order_relaxed); }

 private:
  friend void note_disposal(const at::Tensor& tensor);

  at::Tensor tensor_;
  std::atomic<bool> disposed_{false};
};

// A program disposed of an object of this tensor, or a scope did. Cheap while nobody watches.
void note_disposal(const at::Tensor& tensor);

}  // namespace nodetorch
