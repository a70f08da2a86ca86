#include "data/file_check.h"

#include <torch/csrc/jit/testing/file_check.h>

namespace nodetorch {

namespace {

using torch::jit::testing::FileCheck;

void add(FileCheck& checks, const std::string& kind, const std::string& text, size_t count,
         bool exactly) {
  if (kind == "check")
    checks.check(text);
  else if (kind == "check_not")
    checks.check_not(text);
  else if (kind == "check_same")
    checks.check_same(text);
  else if (kind == "check_next")
    checks.check_next(text);
  else if (kind == "check_dag")
    checks.check_dag(text);
  else if (kind == "check_regex")
    checks.check_regex(text);
  else if (kind == "check_count")
    checks.check_count(text, count, exactly);
  else
    checks.check_source_highlighted(text);
}

// file_check(checks, text, annotations): runs [kind, text, count, exactly] in turn, or those that a
// text with comments asks for.
Napi::Value file_check(Environment& env, const Napi::CallbackInfo& info) {
  FileCheck checks;
  const auto list = info[0].As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto one = list.Get(i).As<Napi::Array>();
    add(checks, one.Get(0u).As<Napi::String>(), one.Get(1u).As<Napi::String>(),
        one.Get(2u).As<Napi::Number>().Uint32Value(), one.Get(3u).As<Napi::Boolean>().Value());
  }
  const std::string text = info[1].As<Napi::String>();
  if (info[2].IsString())
    checks.run(info[2].As<Napi::String>().Utf8Value(), text);
  else
    checks.run(text);
  return env.js().Undefined();
}

constexpr DoorEntry kDoors[] = {{"file_check", file_check}};

}  // namespace

void install_file_check(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
