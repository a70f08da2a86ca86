// Graphs of TorchScript and what they are made of, as handles.
#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include "jit/jit.h"

namespace nodetorch {

// A graph that keeps alive what it was taken from: the types of the functions that it calls point
// into their unit.
inline std::shared_ptr<torch::jit::Graph> with_owner(std::shared_ptr<torch::jit::Graph> graph,
                                                     std::shared_ptr<void> owner) {
  if (owner == nullptr) return graph;
  auto both =
      std::make_shared<std::pair<std::shared_ptr<torch::jit::Graph>, std::shared_ptr<void>>>(
          std::move(graph), std::move(owner));
  torch::jit::Graph* const raw = both->first.get();
  return {std::move(both), raw};
}

struct GraphObject final : torch::CustomClassHolder {
  GraphObject(std::shared_ptr<torch::jit::Graph> held, std::shared_ptr<void> of)
      : graph(with_owner(std::move(held), of)), owner(std::move(of)) {}
  std::shared_ptr<torch::jit::Graph> graph;
  std::shared_ptr<void> owner;  // the unit; null for a graph of its own
};

// A node, value or block: libtorch's own note of it, which is emptied when a pass takes it away.
template <typename T>
struct PartObject final : torch::CustomClassHolder {
  PartObject(std::shared_ptr<torch::jit::Graph> of, std::shared_ptr<torch::jit::Wrap<T>> held)
      : graph(std::move(of)), part(std::move(held)) {}
  std::shared_ptr<torch::jit::Graph> graph;
  std::shared_ptr<torch::jit::Wrap<T>> part;
};

template <typename T>
struct Part {
  const std::shared_ptr<torch::jit::Graph>& graph;
  T* part;
  T* operator->() const { return part; }
};

// The part behind a handle; throws for one that is no longer in its graph.
template <typename T>
Part<T> part_of(Environment& env, const Napi::Value& value) {
  auto& object = object_of<PartObject<T>>(env, value, "a part of a graph");
  if (object.part->elem == nullptr) {
    throw std::runtime_error("it has been taken out of its graph");
  }
  return {object.graph, object.part->elem};
}

Napi::Value hand_out_graph(Environment& env, std::shared_ptr<torch::jit::Graph> graph,
                           std::shared_ptr<void> owner = nullptr);
const GraphObject& graph_object_of(Environment& env, napi_value value);
const std::shared_ptr<torch::jit::Graph>& graph_of(Environment& env, napi_value value);

void install_graph_aliases(Environment& env, Napi::Object exports);

}  // namespace nodetorch
