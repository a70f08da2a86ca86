// Autograd: backward and grad, grad modes, the graph's nodes, hooks, and custom Functions.
// Everything runs on the calling JS thread, also for tensors on a GPU.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Installs `backward`, `autograd_grad` and what tensors know of gradients.
void install_backward(Environment& env, Napi::Object exports);
// Installs grad mode, inference mode, anomaly mode.
void install_grad_mode(Environment& env, Napi::Object exports);
// Installs `grad_fn` and what can be asked of a node.
void install_graph(Environment& env, Napi::Object exports);
// Installs hooks on tensors and nodes, and `remove_hook`.
void install_hooks(Environment& env, Napi::Object exports);
// Installs custom Functions.
void install_function(Environment& env, Napi::Object exports);

// Installs the stack of hooks on saved tensors.
void install_saved_hooks(Environment& env, Napi::Object exports);
// Installs checkpoints.
void install_checkpoint(Environment& env, Napi::Object exports);

// Installs contexts in which saved tensors may be changed.
void install_mutation(Environment& env, Napi::Object exports);

// Makes what is found by the thread, and has libtorch take this addon's engine.
void join_thread(Environment& env);

inline void install_autograd(Environment& env, Napi::Object exports) {
  join_thread(env);
  install_backward(env, exports);
  install_grad_mode(env, exports);
  install_graph(env, exports);
  install_hooks(env, exports);
  install_function(env, exports);
  install_saved_hooks(env, exports);
  install_checkpoint(env, exports);
  install_mutation(env, exports);
}

}  // namespace nodetorch
