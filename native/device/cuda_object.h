// An object of a class of libtorch_cuda, which the addon is not linked with: in memory of the size
// that libtorch's header tells, made and destroyed by functions looked up by name.
#pragma once

#include <ATen/core/ivalue.h>

#include <cstddef>
#include <utility>

#include "device/cuda_library.h"

namespace nodetorch {

// `Names` has the class's symbols: `construct`, `destroy` and, for messages, `what`.
template <typename Class, typename Names>
class CudaObject final : public torch::CustomClassHolder {
 public:
  template <typename... Arguments>
  explicit CudaObject(std::in_place_t, Arguments... arguments)
      : destroy_(cuda_function<void(void*)>(Names::destroy, Names::what)) {
    cuda_function<void(void*, Arguments...)>(Names::construct, Names::what)(
        memory_, std::move(arguments)...);
  }
  CudaObject(const CudaObject&) = delete;
  CudaObject& operator=(const CudaObject&) = delete;
  ~CudaObject() override { destroy_(memory_); }

  // Calls the member function of that mangled name.
  template <typename Result = void, typename... Arguments>
  Result call(const char* symbol, const char* what, Arguments... arguments) {
    return cuda_function<Result(void*, Arguments...)>(symbol, what)(memory_,
                                                                    std::move(arguments)...);
  }

 private:
  alignas(std::max_align_t) std::byte memory_[sizeof(Class)];
  void (*destroy_)(void*);
};

}  // namespace nodetorch
