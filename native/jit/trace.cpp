// What a function calls, as a graph: libtorch's tracer.
#include "jit/trace.h"

#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/inliner.h>

#include "jit/graph.h"
#include "jit/script.h"

namespace nodetorch {

namespace {

namespace tracer = torch::jit::tracer;

using Named = std::vector<std::pair<std::string, at::Tensor>>;

// The tensors that the modules whose calls are under way were called with, and what they call them:
// where Python looks into the frame of the caller.
thread_local std::vector<Named> named_arguments;

std::string name_of(const at::Tensor& tensor) {
  if (named_arguments.empty()) return "";
  for (const auto& [name, argument] : named_arguments.back()) {
    if (argument.is_same(tensor)) return name;
  }
  return "";
}

struct Names {
  Names() { named_arguments.clear(); }
  ~Names() { named_arguments.clear(); }
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;
};

Named named_from(Environment& env, const Napi::Value& names, const Napi::Value& values) {
  Named named;
  const auto texts = strings_of(names);
  const auto list = values.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length() && i < texts.size(); ++i) {
    const c10::IValue value = inferred_script_value(env, list.Get(i));
    if (value.isTensor() && value.toTensor().defined())
      named.emplace_back(texts[i], value.toTensor());
  }
  return named;
}

// jit_trace(module, values, names of them, strict, function): the graph of what function(values)
// calls, with all that it calls put in place.
Napi::Value jit_trace(Environment& env, const Napi::CallbackInfo& info) {
  torch::jit::Module self = module_of(env, info[0]);
  const auto given = info[1].As<Napi::Array>();
  torch::jit::Stack inputs;
  for (uint32_t i = 0; i < given.Length(); ++i) {
    inputs.push_back(inferred_script_value(env, given.Get(i)));
  }
  const napi_value function = info[4];
  const Names names;
  const auto traced = tracer::trace(
      std::move(inputs),
      [&](torch::jit::Stack stack) -> torch::jit::Stack {
        Napi::Array values = Napi::Array::New(env.js(), stack.size());
        for (size_t i = 0; i < stack.size(); ++i) {
          values.Set(static_cast<uint32_t>(i),
                     Napi::Value(env.raw(), script_value_to_js(env, stack[i])));
        }
        napi_value argument = values;
        napi_value result = call_js(env, function, 1, &argument);
        return {inferred_script_value(env, result)};
      },
      name_of, info[3].ToBoolean(), false, &self, strings_of(info[2]));
  const auto& graph = traced.first->graph;
  torch::jit::Inline(*graph);
  return hand_out_graph(env, graph, self._ivalue()->compilation_unit());
}

// jit_trace_enter(scope, names, values): a module is called, with these.
Napi::Value jit_trace_enter(Environment& env, const Napi::CallbackInfo& info) {
  const auto& state = tracer::getTracingState();
  if (state != nullptr) {
    named_arguments.push_back(named_from(env, info[1], info[2]));
    if (!info[0].IsNull()) state->graph->push_scope(string_of(info[0]));
  }
  return env.js().Undefined();
}

// jit_trace_leave(whether the scope was named)
Napi::Value jit_trace_leave(Environment& env, const Napi::CallbackInfo& info) {
  const auto& state = tracer::getTracingState();
  if (state != nullptr) {
    if (!named_arguments.empty()) named_arguments.pop_back();
    if (info[0].ToBoolean()) state->graph->pop_scope();
  }
  return env.js().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"jit_trace", jit_trace},
    {"jit_trace_enter", jit_trace_enter},
    {"jit_trace_leave", jit_trace_leave},
};

}  // namespace

void install_script_traces(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
