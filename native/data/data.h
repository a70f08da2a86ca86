// Values in and out of tensors: typed arrays, copied or shared.
#pragma once

#include <cstdint>
#include <vector>

#include "env/env.h"

namespace nodetorch {

// The whole numbers of a JS array.
std::vector<int64_t> sizes_from(const Napi::Value& value);

void install_data(Environment& env, Napi::Object exports);

}  // namespace nodetorch
