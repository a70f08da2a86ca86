// What becomes an AssertionError, an OSError or a ModuleNotFoundError.
#pragma once

#include <stdexcept>

namespace nodetorch {

// What should always hold does not, in the words of an assertion of Python's.
class AssertionFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Something of the system that is not there.
class SystemFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A package that is not there.
class ModuleMissing : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace nodetorch
