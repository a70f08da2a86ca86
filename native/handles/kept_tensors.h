// The tensors that a ctx has as properties. TypeScript moves them here at the end of `apply`
// (lib/autograd/kept.ts), if a graph hangs on them: as properties they would be held by JS objects,
// which the node below them holds, and a chain of Functions would take one collection a link. Here
// they are freed as the node is, by counting. An output loses its history here, which is the node
// itself, and gets it back when it is asked for.
//
// A ctx may outlive its node, where the program keeps it: then the values stay, without the graph.
#pragma once

#include <ATen/core/Tensor.h>

#include <mutex>
#include <vector>

#include "autograd/graph_node.h"
#include "handles/cycles.h"

namespace nodetorch {

class KeptTensors {
 public:
  // The number of the entry for the tensor of a JS object; -1 if nothing hangs on it, and it may
  // stay where it is.
  int64_t keep(Environment& env, Node* node, napi_value handle, napi_value object);

  // The JS object, if it lives, else the number of a new handle, whose object `made` is told.
  napi_value get(Environment& env, Node* node, size_t index);
  void made(Environment& env, size_t index, napi_value handle, napi_value object);

  void forget(size_t index);

  // The node is about to die, on any thread: the values stay, in case that ctx does.
  void lose_history();

 private:
  enum class History { whole, of_output, of_base, lost };

  struct Entry {
    at::Tensor tensor;  // undefined once forgotten
    at::Tensor base;    // an output, of which the tensor is a view that was made without gradients
    History history;
    bool requires_grad;
    uint32_t output_nr;
    HandleMark object;
  };

  static at::Tensor output(const at::Tensor& values, uint32_t output_nr, Node& node);
  static at::Tensor restored(const Entry& entry, Node* node);

  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace nodetorch
