// Graphs of TorchScript and what they are made of, as handles.
#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include "jit/jit.h"

namespace nodetorch {

struct GraphObject final : torch::CustomClassHolder {
  explicit GraphObject(std::shared_ptr<torch::jit::Graph> held) : graph(std::move(held)) {}
  std::shared_ptr<torch::jit::Graph> graph;
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

Napi::Value hand_out_graph(Environment& env, std::shared_ptr<torch::jit::Graph> graph);
const std::shared_ptr<torch::jit::Graph>& graph_of(Environment& env, napi_value value);

void install_graph_aliases(Environment& env, Napi::Object exports);

}  // namespace nodetorch
