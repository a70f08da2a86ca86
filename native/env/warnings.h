// What libtorch warns of goes the way of JavaScript's warnings, not to stderr.
#pragma once

#include <c10/util/Exception.h>

#include "env/napi_setup.h"

namespace nodetorch {

// The handler of the thread that makes it, as long as it lives; `warn(kind, message)` is
// TypeScript's (lib/python/warnings.ts).
class WarningSink : public c10::WarningHandler {
 public:
  WarningSink(napi_env env, napi_value warn);
  ~WarningSink() override;
  WarningSink(const WarningSink&) = delete;
  WarningSink& operator=(const WarningSink&) = delete;

  void process(const c10::Warning& warning) override;

 private:
  napi_env env_;
  napi_ref warn_ = nullptr;
};

}  // namespace nodetorch
