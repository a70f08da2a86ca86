#include "env/warnings.h"

#include <string>
#include <variant>

#include "env/errors.h"

namespace nodetorch {

namespace {

// As PyTorch writes it: behind the message, the place in libtorch.
std::string text_of(const c10::Warning& warning) {
  const c10::SourceLocation place = warning.source_location();
  if (place.file == nullptr || warning.verbatim()) return warning.msg();
  return warning.msg() + " (Triggered internally at " + place.file + ":" +
         std::to_string(place.line) + ".)";
}

}  // namespace

WarningSink::WarningSink(napi_env env, napi_value warn) : env_(env) {
  check(env, napi_create_reference(env, warn, 1, &warn_));
  c10::WarningUtils::set_warning_handler(this);
}

WarningSink::~WarningSink() {
  if (c10::WarningUtils::get_warning_handler() == this) {
    c10::WarningUtils::set_warning_handler(nullptr);
  }
}

void WarningSink::process(const c10::Warning& warning) {
  napi_value warn = nullptr;
  if (napi_get_reference_value(env_, warn_, &warn) != napi_ok) return;
  const bool deprecation = std::holds_alternative<c10::DeprecationWarning>(warning.type());
  const std::string text = text_of(warning);
  napi_value self = nullptr;
  napi_value arguments[2] = {nullptr, nullptr};
  napi_get_undefined(env_, &self);
  napi_create_string_utf8(env_, deprecation ? "DeprecationWarning" : "UserWarning",
                          NAPI_AUTO_LENGTH, &arguments[0]);
  napi_create_string_utf8(env_, text.c_str(), text.size(), &arguments[1]);
  // Where nothing may be called any more (an exception is pending, the thread ends), nobody hears
  // it.
  napi_call_function(env_, self, warn, 2, arguments, nullptr);
}

}  // namespace nodetorch
