// ATen/functorch/Interpreter.h includes this header, which libtorch's packages lack. What that one
// says of it is declared here, so that it compiles; nothing of it is ever called.
#pragma once

#include <string>

namespace nlohmann {

class json {
 public:
  json() = default;
  template <typename T>
  explicit json(const T&);
  std::string dump() const;
  static json parse(const std::string&);
  template <typename T>
  T get() const;
};

}  // namespace nlohmann
