// Archives by their records, and lists and dicts that JavaScript holds.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_archive_records(Environment& env, Napi::Object exports);
void install_script_containers(Environment& env, Napi::Object exports);

}  // namespace nodetorch
