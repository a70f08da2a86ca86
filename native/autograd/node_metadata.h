// What a node carries besides its formula: a dict of the program's own and, in anomaly mode, the
// JavaScript stack of the call that made it and the node whose backward made it.
#pragma once

#include <torch/csrc/autograd/anomaly_mode.h>

#include "autograd/graph_node.h"
#include "env/callback.h"

namespace nodetorch {

class NodeMetadata final : public torch::autograd::AnomalyMetadata {
 public:
  void store_stack() override;
  void print_stack(const std::string& current_node_name) override;
  void assign_parent(const NodePointer& parent_node) override;

  // The dict, an object of JavaScript's that is made when it is first asked for.
  napi_value dict(Environment& env);

 private:
  std::shared_ptr<CallbackOwner> owner_;  // of the dict
  std::shared_ptr<SharedReference> dict_;
  std::string stack_;
  NodePointer parent_;
};

}  // namespace nodetorch
