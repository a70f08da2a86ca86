// The guards, one file a family of operators, and what they have in common.
#pragma once

#include <ATen/core/Tensor.h>

#include <span>

#include "dispatch/guards.h"

namespace nodetorch {

struct GuardEntry {
  const char* name;  // "aten::add.out", or "aten::add" for all overloads
  Guard guard;
};

std::span<const GuardEntry> arithmetic_guards();
std::span<const GuardEntry> shape_guards();
std::span<const GuardEntry> recurrent_guards();
std::span<const GuardEntry> segment_guards();
std::span<const GuardEntry> embedding_guards();
std::span<const GuardEntry> pooling_guards();
std::span<const GuardEntry> resampling_guards();
std::span<const GuardEntry> sparse_guards();
std::span<const GuardEntry> pinning_guards();

// Whether the elements of a tensor lie in memory that a guard can read.
bool is_readable(const at::Tensor& tensor);

// Whether any element is true, of any sample of a batch.
bool any_true(const at::Tensor& tensor);

struct Extent {
  int64_t least = 0;
  int64_t most = 0;
};

// The least and the largest of some integers. Only for readable tensors with elements.
Extent extent_of(const at::Tensor& integers);

// Throws IndexError unless all of `indices` are at least 0 and less than `size`. Tensors that are
// not readable or hold no integers are for libtorch to judge.
void check_indices(const char* function, const char* argument, const at::Tensor& indices,
                   int64_t size);

// Throws RuntimeError if the sizes differ.
void check_sizes(const char* function, const char* argument, const at::Tensor& tensor,
                 at::IntArrayRef sizes);

// Throws RuntimeError if one of two tensors is readable and the other is not: backward formulas are
// chosen by one of them and read both.
void check_together(const char* function, const at::Tensor& one, const at::Tensor& other);

// The tensor at a position of the stack; undefined for None.
at::Tensor tensor_at(const torch::jit::Stack& stack, size_t position);

}  // namespace nodetorch
