// Which values of a graph may be the same memory.
#include <torch/csrc/jit/ir/alias_analysis.h>

#include "jit/graph.h"

namespace nodetorch {

namespace {

using torch::jit::Value;

// jit_graph_aliases(graph, "text" | "graphviz" | "writers" | "alias", frozen, descend, values...)
Napi::Value jit_graph_aliases(Environment& env, const Napi::CallbackInfo& info) {
  const torch::jit::AliasDb aliases(graph_of(env, info[0]), info[2].ToBoolean(),
                                    info[3].ToBoolean());
  const std::string what = info[1].As<Napi::String>().Utf8Value();
  if (what == "text") return Napi::String::New(env.js(), aliases.toString());
  if (what == "graphviz") return Napi::String::New(env.js(), aliases.toGraphviz());
  const Value* value = part_of<Value>(env, info[4]).part;
  if (what == "writers") return Napi::Boolean::New(env.js(), aliases.hasWriters(value));
  return Napi::Boolean::New(env.js(), aliases.mayContainAlias(const_cast<Value*>(value),
                                                              part_of<Value>(env, info[5]).part));
}

constexpr DoorEntry kDoors[] = {{"jit_graph_aliases", jit_graph_aliases}};

}  // namespace

void install_graph_aliases(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
