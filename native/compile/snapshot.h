// Runs both ways must begin alike: what a recording changes is kept before one, put back before the
// other, and compared after both.
#pragma once

#include "compile/compiled.h"
#include "env/env.h"

namespace nodetorch::compile {

// The state that the replays of a recording change: contents, gradients, random streams.
struct Snapshot final : torch::CustomClassHolder {
  Snapshot(const Compiled& compiled, const std::vector<at::Tensor>& inputs);
  void restore() const;
  // What differs in another one of the same recording, or nothing.
  std::string difference(const Snapshot& other) const;

 private:
  struct Kept {
    at::Tensor tensor;
    at::Tensor memory;  // what it lay in: `.data` may give it other memory
    at::Tensor contents;
  };
  std::vector<Kept> written_;
  std::vector<std::pair<at::Tensor, at::Tensor>> gradients_;  // leaf, gradient
  std::vector<at::Tensor> gradient_contents_;
  std::vector<std::pair<at::Generator, at::Tensor>> streams_;
};

// Whether two tensors are alike to the last bit; else what differs.
std::string bits_differ(const at::Tensor& a, const at::Tensor& b);

void install_snapshots(Environment& env, Napi::Object exports);

}  // namespace nodetorch::compile
