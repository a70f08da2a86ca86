// Nodes of the autograd graph, for every libtorch version in the window: up to 2.12 they are held
// by std::shared_ptr with a deleter of their own, from 2.13 by c10::intrusive_ptr.
#pragma once

#include <torch/csrc/autograd/edge.h>
#include <torch/csrc/autograd/function.h>
#include <torch/version.h>

#include "handles/held_object.h"

namespace nodetorch {

using torch::autograd::Node;
using torch::autograd::variable_list;
using NodePointer = decltype(torch::autograd::Edge::function);

template <typename T, typename... Arguments>
auto make_node(Arguments&&... arguments) {
#if TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 13
  return std::shared_ptr<T>(new T(std::forward<Arguments>(arguments)...),
                            torch::autograd::deleteNode);
#else
  return c10::make_intrusive<T>(std::forward<Arguments>(arguments)...);
#endif
}

#if TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 13
using WeakNode = std::weak_ptr<Node>;
#else
using WeakNode = c10::weak_intrusive_ptr<Node>;
#endif

// How many own the node; 1 for one that its last owner is about to let go of.
inline size_t owners_of(Node& node) {
#if TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 13
  return static_cast<size_t>(node.weak_from_this().use_count());
#else
  return c10::raw::intrusive_ptr::use_count(&node);
#endif
}

// The name without its C++ namespace, as Python's classes of nodes are called: "AccumulateGrad".
std::string short_name(const Node& node);

struct NodeObject final : torch::CustomClassHolder {
  explicit NodeObject(NodePointer held) : node(std::move(held)) {}
  NodePointer node;
};

Node& node_of(Environment& env, napi_value value);

// JS arrays of handles and tensors; null stands for an undefined tensor.
napi_value wrap_list(Environment& env, const variable_list& tensors);
variable_list tensors_from(Environment& env, napi_value array, const ArgumentName& name,
                           bool undefined_allowed);

}  // namespace nodetorch
