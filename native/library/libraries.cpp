#include <torch/csrc/autograd/autograd_not_implemented_fallback.h>
#include <torch/library.h>

#include <mutex>
#include <unordered_set>
#include <utility>

#include "handles/held_object.h"
#include "jit/depth.h"
#include "jit/jit.h"
#include "library/library.h"
#include "library/script_kernel.h"
#include "library/script_operators.h"

namespace nodetorch {

namespace {

using torch::Library;

// What one Library registered. It goes when the object in JavaScript goes, the thread, or whoever
// destroys it; while an operator that it defined is being called, when that call is over.
struct Registered {
  Registered(Library made, bool every) : library(std::move(made)), of_all(every) {}
  ~Registered() {
    for (const std::string& name : defined) ScriptOperators::instance().forget(name);
    for (const std::string& name : kernels) ScriptOperators::instance().remove_kernel(name);
  }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;

  Library library;
  bool of_all;  // namespaces: "_"
  std::vector<std::string> defined;
  std::vector<std::string> kernels;
};

struct LibraryObject final : torch::CustomClassHolder {
  explicit LibraryObject(std::shared_ptr<Registered> made) : registered(std::move(made)) {}
  std::shared_ptr<Registered> registered;  // null once it is destroyed
};

std::string text_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

LibraryObject& object_behind(Environment& env, const Napi::Value& value) {
  return object_of<LibraryObject>(env, value, "a library");
}

Registered& library_of(Environment& env, const Napi::Value& value) {
  const LibraryObject& object = object_behind(env, value);
  TORCH_CHECK(object.registered != nullptr, "Library object has been destroyed");
  return *object.registered;
}

Library::Kind kind_of(const std::string& name) {
  if (name == "DEF") return Library::DEF;
  return name == "IMPL" ? Library::IMPL : Library::FRAGMENT;
}

// Names of files for libraries, which keep no copy: one for each file, for as long as the process.
const char* kept_name(const std::string& name) {
  static std::mutex mutex;
  static auto* names = new std::unordered_set<std::string>;
  const std::lock_guard<std::mutex> lock(mutex);
  return names->insert(name).first->c_str();
}

// library_new(kind, namespace, key or "", file, line)
Napi::Value library_new(Environment& env, const Napi::CallbackInfo& info) {
  const std::string space = text_of(info[1]);
  const std::string key = text_of(info[2]);
  std::optional<c10::DispatchKey> at;
  if (!key.empty()) at = c10::parseDispatchKey(key);
  Library made(kind_of(text_of(info[0])), space, at, kept_name(text_of(info[3])),
               info[4].As<Napi::Number>().Uint32Value());
  auto registered = std::make_shared<Registered>(std::move(made), space == "_");
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<LibraryObject>(std::move(registered))));
}

// library_define(library, schema, alias analysis, tags): [name in the schema, full name].
Napi::Value library_define(Environment& env, const Napi::CallbackInfo& info) {
  const auto registered = object_behind(env, info[0]).registered;
  TORCH_CHECK(registered != nullptr, "Library object has been destroyed");
  const std::string text = text_of(info[1]);
  check_bracket_depth("define", text);
  const auto alias = text_of(info[2]) == "CONSERVATIVE" ? c10::AliasAnalysisKind::CONSERVATIVE
                                                        : c10::AliasAnalysisKind::FROM_SCHEMA;
  std::vector<at::Tag> tags;
  const auto numbers = info[3].As<Napi::Array>();
  for (uint32_t i = 0; i < numbers.Length(); ++i) {
    tags.push_back(static_cast<at::Tag>(numbers.Get(i).As<Napi::Number>().Int32Value()));
  }
  c10::FunctionSchema schema = torch::schema(text.c_str(), alias);
  const std::string name = schema.name();
  c10::OperatorName full_name = schema.operator_name();
  TORCH_CHECK(!registered->of_all, "define(\"", full_name,
              "\"): a library of all namespaces defines no operators");
  registered->library.def(std::move(schema), std::as_const(tags));
  full_name = registered->library._resolve(c10::toString(full_name).c_str());
  const std::string full = c10::toString(full_name);
  registered->defined.push_back(full);
  ScriptOperators::instance().define(full, registered);
  Napi::Array names = Napi::Array::New(env.js(), 2);
  names.Set(uint32_t{0}, name);
  names.Set(uint32_t{1}, full);
  return names;
}

// A function of JavaScript, or null for what hands on to the next key.
torch::CppFunction kernel_of(Environment& env, const Napi::Value& function, c10::DispatchKey key) {
  return function.IsNull() ? torch::CppFunction::makeFallthrough()
                           : script_kernel(env, function, key);
}

void note_kernel(Registered& registered, const std::string& name, const Napi::Value& function) {
  if (function.IsNull()) return;
  registered.kernels.push_back(name);
  ScriptOperators::instance().add_kernel(name);
}

// library_impl(library, name, key, kernel or null)
Napi::Value library_impl(Environment& env, const Napi::CallbackInfo& info) {
  Registered& registered = library_of(env, info[0]);
  const std::string name = text_of(info[1]);
  TORCH_CHECK(!registered.of_all, "impl(\"", name,
              "\"): a library of all namespaces has fallbacks, and kernels of no operator");
  const auto key = c10::parseDispatchKey(text_of(info[2]));
  const std::string full = c10::toString(registered.library._resolve(name.c_str()));
  registered.library.impl(name.c_str(), torch::dispatch(key, kernel_of(env, info[3], key)));
  note_kernel(registered, full, info[3]);
  return info.Env().Undefined();
}

// library_fallback(library, key, kernel or null)
Napi::Value library_fallback(Environment& env, const Napi::CallbackInfo& info) {
  Registered& registered = library_of(env, info[0]);
  const auto key = c10::parseDispatchKey(text_of(info[1]));
  registered.library.fallback(torch::dispatch(key, kernel_of(env, info[2], key)));
  note_kernel(registered, kAllOperators, info[2]);
  return info.Env().Undefined();
}

// library_in_place_or_view(library, name, is a view): what autograd has to know of an operator that
// gives a view of an argument, or writes to some.
Napi::Value library_in_place_or_view(Environment& env, const Napi::CallbackInfo& info) {
  Registered& registered = library_of(env, info[0]);
  torch::CppFunction kernel = info[2].ToBoolean().Value()
                                  ? torch::autograd::autogradNotImplementedInplaceOrViewFallback()
                                  : version_kernel();
  registered.library.impl(text_of(info[1]).c_str(),
                          torch::dispatch(c10::DispatchKey::ADInplaceOrView, std::move(kernel)));
  return info.Env().Undefined();
}

// library_reset(library): takes away what it registered.
Napi::Value library_reset(Environment& env, const Napi::CallbackInfo& info) {
  const auto gone = std::exchange(object_behind(env, info[0]).registered, nullptr);
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"library_new", polled<library_new>},
    {"library_define", library_define},
    {"library_impl", library_impl},
    {"library_fallback", library_fallback},
    {"library_in_place_or_view", library_in_place_or_view},
    {"library_reset", library_reset},
};

}  // namespace

void install_libraries(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
