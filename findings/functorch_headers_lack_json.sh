#!/usr/bin/env bash
# The headers of PyTorch 2.15.0's wheel (pip), g++ 12, x86-64: ATen/functorch/DynamicLayer.h.
#
# One would guess: a header that the wheel installs compiles against what the wheel installs, all the more as the
# functions that it declares (initAndPushDynamicLayer and others) are exported by libtorch_cpu.so.
# What happens: it includes ATen/functorch/Interpreter.h, and that includes <nlohmann/json.hpp>, which the wheel does
# not have; so no program can include the headers of function transforms. A header of that name with a class
# nlohmann::json that is declared only (a constructor from anything, dump, parse, get) is enough: nothing inline calls it.
# Seen: "without: fatal error: nlohmann/json.hpp: No such file or directory" and "with a declaration: compiles".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
include=${TORCH_INCLUDE:-}
if [ -z "$include" ]; then
  python3 -m pip download -q --disable-pip-version-check --no-deps torch==2.15.0
  python3 -m zipfile -e torch-2.15.0*.whl wheel
  include="$folder/wheel/torch/include"
fi
echo '#include <ATen/functorch/DynamicLayer.h>' > main.cpp
compile() { g++ -std=c++20 -fsyntax-only -isystem "$include" -I declared main.cpp; }
mkdir -p declared
said=$(compile 2>&1 || true)
echo "without: $(grep -o 'fatal error: nlohmann.*' <<< "$said")"
mkdir declared/nlohmann
cat > declared/nlohmann/json.hpp <<'CPP'
#include <string>
namespace nlohmann {
struct json {
  json() = default;
  template <typename T> explicit json(const T&);
  std::string dump() const;
  static json parse(const std::string&);
  template <typename T> T get() const;
};
}
CPP
compile
echo 'with a declaration: compiles'
