// Function transforms (vmap, grad, jvp, functionalize) and forward mode: what stands between
// TypeScript and libtorch's functorch layers. A layer is pushed for the time of one call of a JS
// function and never outlives it, whatever that function throws.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/stack.h>

#include "env/env.h"

namespace nodetorch {

// Installs the layers: `func_layer`, `func_layers`, what runs below or without them.
void install_func_layers(Environment& env, Napi::Object exports);
// Installs what puts tensors into wrappers of a layer and takes them out.
void install_func_wrappers(Environment& env, Napi::Object exports);
// Installs the wrappers of functionalize.
void install_func_functional(Environment& env, Napi::Object exports);
// Installs the levels of forward mode.
void install_forward_ad(Environment& env, Napi::Object exports);
// Operators whose forward derivative libtorch takes from formulas that PyTorch has in Python, and
// those that it batches by such formulas. Once in a process, when they are first wanted.
void register_derivatives();
void register_batched_operators();

inline void install_functorch(Environment& env, Napi::Object exports) {
  install_func_layers(env, exports);
  install_func_wrappers(env, exports);
  install_func_functional(env, exports);
  install_forward_ad(env, exports);
}

// Whether the tensor is the wrapper of a transform's layer, which has no memory of its own.
bool is_func_wrapper(const at::Tensor& tensor);

// Whether a function that is being transformed runs on this thread.
bool in_func_layers();

// What lies inside of the wrappers of grad and jvp.
at::Tensor without_gradient_layers(const at::Tensor& tensor);

// What lies inside of all wrappers: of a batch, all samples.
at::Tensor innermost(const at::Tensor& tensor);

// Looks at arguments without the layers: tensors as they are inside of grad's and jvp's wrappers.
// Where there are batches, the layers stay.
void under_gradients(const torch::jit::Stack& stack, void (*look)(const torch::jit::Stack&));

// A tensor that was made from memory, as the layers want it: wrapped where they wrap results.
at::Tensor lift_into_layers(at::Tensor tensor);

}  // namespace nodetorch
