// Values in and out of tensors: typed arrays, copied or shared.
#pragma once

#include "env.h"

namespace nodetorch {

void install_data(Environment& env, Napi::Object exports);

}  // namespace nodetorch
