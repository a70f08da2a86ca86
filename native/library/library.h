// Operators, and kernels of operators, that JavaScript registers with libtorch's dispatcher.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Installs `library_new`, `library_define`, `library_impl` and what else a Library does.
void install_libraries(Environment& env, Napi::Object exports);

// Installs what the dispatcher knows of an operator: `operator_has_kernel`, `operator_tags` and so
// on; and the other ways into one, `operator_redispatch` and `operator_kernel`.
void install_operators(Environment& env, Napi::Object exports);

}  // namespace nodetorch
