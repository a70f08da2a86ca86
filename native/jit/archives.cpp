// Modules from archives and into them (torch.jit.save, torch.jit.load), and what freezing makes.
#include <torch/csrc/jit/passes/freeze_module.h>
#include <torch/csrc/jit/passes/frozen_graph_optimizations.h>
#include <torch/csrc/jit/serialization/export.h>
#include <torch/csrc/jit/serialization/import.h>

#include <sstream>

#include "device/device.h"
#include "jit/graph.h"
#include "jit/script.h"

namespace nodetorch {

namespace {

using torch::jit::ExtraFilesMap;
using torch::jit::Module;

// The bytes of an archive; whoever calls keeps them for as long.
std::string_view bytes_of(const Napi::Value& value) {
  const auto bytes = value.As<Napi::Uint8Array>();
  return {reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength()};
}

Napi::Value bytes_to_js(Environment& env, const std::string& bytes) {
  return Napi::Buffer<char>::Copy(env.js(), bytes.data(), bytes.size());
}

ExtraFilesMap extra_files(const Napi::Value& names, const Napi::Value& contents) {
  ExtraFilesMap files;
  const std::vector<std::string> list = strings_of(names);
  for (uint32_t i = 0; i < list.size(); ++i) {
    files[list[i]] =
        contents.IsArray() ? std::string(bytes_of(contents.As<Napi::Array>().Get(i))) : "";
  }
  return files;
}

// jit_import(unit, path or bytes, device or null, names of extra files, restore shapes): [module,
// the contents of those files]
Napi::Value jit_import(Environment& env, const Napi::CallbackInfo& info) {
  const auto unit = unit_of(env, info[0]);
  const auto device = device_or_none(info[2]);
  const std::vector<std::string> names = strings_of(info[3]);
  ExtraFilesMap extra = extra_files(info[3], env.js().Null());
  env.collector.poll();
  Module module = [&] {
    if (info[1].IsString()) {
      return torch::jit::import_ir_module(unit, string_of(info[1]), device, extra,
                                          /*load_debug_files=*/true, info[4].ToBoolean());
    }
    std::istringstream stream{std::string(bytes_of(info[1]))};
    return torch::jit::import_ir_module(unit, stream, device, extra, /*load_debug_files=*/true,
                                        info[4].ToBoolean());
  }();
  Napi::Array contents = Napi::Array::New(env.js(), names.size());
  for (uint32_t i = 0; i < names.size(); ++i) contents.Set(i, bytes_to_js(env, extra[names[i]]));
  Napi::Array pair = Napi::Array::New(env.js(), 2);
  pair.Set(0u, hand_out_module(env, module));
  pair.Set(1u, contents);
  return pair;
}

// A module whose forward is the function.
Module module_around(const FunctionObject& function) {
  Module module("__torch__.PlaceholderModule");
  module.register_attribute("training", c10::BoolType::get(), true);
  auto graph = torch::jit::toGraphFunction(*function.function).graph()->copy();
  graph->insertInput(0, "self")->setType(module._ivalue()->type());
  auto* method = module._ivalue()->compilation_unit()->create_function(
      c10::QualifiedName(*module.type()->name(), "forward"), graph);
  module.type()->addMethod(method);
  return module;
}

// jit_save(module or function, names of extra files, their contents): the bytes of an archive. Into
// a file libtorch would write from a destructor, which ends the process where a disk is full.
Napi::Value jit_save(Environment& env, const Napi::CallbackInfo& info) {
  const Handle* handle = env.handles.find(info[0]);
  const bool is_module = handle != nullptr && handle->value.isObject();
  const Module module =
      is_module ? module_of(env, info[0]) : module_around(function_of(env, info[0]));
  std::ostringstream stream;
  module.save(stream, extra_files(info[1], info[2]));
  return bytes_to_js(env, stream.str());
}

// jit_freeze(module, attributes to keep)
Napi::Value jit_freeze(Environment& env, const Napi::CallbackInfo& info) {
  return hand_out_module(env,
                         torch::jit::freeze_module(module_of(env, info[0]), strings_of(info[1])));
}

// jit_optimize_frozen(graph, whether last digits may change)
Napi::Value jit_optimize_frozen(Environment& env, const Napi::CallbackInfo& info) {
  auto graph = graph_of(env, info[0]);
  torch::jit::OptimizeFrozenGraph(graph, info[1].ToBoolean());
  return env.js().Undefined();
}

// jit_optimize_for_inference(module, other methods)
Napi::Value jit_optimize_for_inference(Environment& env, const Napi::CallbackInfo& info) {
  Module module = module_of(env, info[0]);
  return hand_out_module(env, torch::jit::optimize_for_inference(module, strings_of(info[1])));
}

// jit_operators(module): the names of the operators that it calls.
Napi::Value jit_operators(Environment& env, const Napi::CallbackInfo& info) {
  return to_js(env, torch::jit::export_opnames(module_of(env, info[0])));
}

constexpr DoorEntry kDoors[] = {
    {"jit_import", jit_import},
    {"jit_save", jit_save},
    {"jit_freeze", polled<jit_freeze>},
    {"jit_optimize_frozen", jit_optimize_frozen},
    {"jit_optimize_for_inference", polled<jit_optimize_for_inference>},
    {"jit_operators", jit_operators},
};

}  // namespace

std::optional<c10::Device> device_or_none(const Napi::Value& value) {
  if (!value.IsString()) return std::nullopt;
  const c10::Device device(string_of(value));
  if (device.is_cuda()) ensure_cuda();
  return device;
}

void install_script_archives(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
