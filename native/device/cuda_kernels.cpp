#include "device/cuda_kernels.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Scalar.h>
#include <c10/cuda/CUDAStream.h>
#include <c10/util/SmallVector.h>

#include "device/cuda_library.h"
#include "device/device.h"

namespace nodetorch {

namespace {

// PyTorch's own arguments of collectives; the addon leaves both empty: current streams, and
// communicators that libtorch makes and keeps.
using Streams = std::vector<std::optional<c10::cuda::CUDAStream>>;
using Communicators = std::vector<void*>;
using Tensors = std::vector<at::Tensor>;

Tensors tensors_of(Environment& env, const Napi::Value& value, const char* function) {
  const Napi::Array list = value.As<Napi::Array>();
  Tensors tensors;
  for (uint32_t i = 0; i < list.Length(); ++i) {
    tensors.push_back(tensor_of(env, list.Get(i), {function, "inputs", 1}));
  }
  return tensors;
}

int32_t int_of(const Napi::Value& value) { return value.As<Napi::Number>().Int32Value(); }

void ensure_nccl() {
  if (!open_cuda_library()) ensure_cuda();
}

constexpr const char* kAllReduce =
    "_ZN5torch4cuda4nccl10all_reduceERKSt6vectorIN2at6TensorESaIS4_EERS6_iRKS2_ISt8optionalIN3c104"
    "cuda10CUDAStreamEESaISE_EERKS2_IPvSaISJ_EE";
constexpr const char* kReduceScatter =
    "_ZN5torch4cuda4nccl14reduce_scatterERKSt6vectorIN2at6TensorESaIS4_EERS6_iRKS2_ISt8optionalIN3"
    "c104cuda10CUDAStreamEESaISE_EERKS2_IPvSaISJ_EE";
constexpr const char* kAllGather =
    "_ZN5torch4cuda4nccl10all_gatherERKSt6vectorIN2at6TensorESaIS4_EERS6_RKS2_ISt8optionalIN3c104c"
    "uda10CUDAStreamEESaISE_EERKS2_IPvSaISJ_EE";
constexpr const char* kReduce =
    "_ZN5torch4cuda4nccl6reduceERKSt6vectorIN2at6TensorESaIS4_EERS4_iiRKS2_ISt8optionalIN3c104cuda"
    "10CUDAStreamEESaISE_EERKS2_IPvSaISJ_EE";
constexpr const char* kBroadcast =
    "_ZN5torch4cuda4nccl9broadcastEN3c108ArrayRefIN2at6TensorEEEiRKSt6vectorISt8optionalINS2_4cuda"
    "10CUDAStreamEESaISB_EERKS7_IPvSaISG_EE";

// nccl_all_reduce(inputs, outputs, operation)
Napi::Value nccl_all_reduce(Environment& env, const Napi::CallbackInfo& info) {
  ensure_nccl();
  using Function = void(const Tensors&, Tensors&, int32_t, const Streams&, const Communicators&);
  Tensors outputs = tensors_of(env, info[1], "all_reduce");
  cuda_function<Function>(kAllReduce, "all_reduce")(tensors_of(env, info[0], "all_reduce"), outputs,
                                                    int_of(info[2]), {}, {});
  return info.Env().Undefined();
}

// nccl_reduce_scatter(inputs, outputs, operation)
Napi::Value nccl_reduce_scatter(Environment& env, const Napi::CallbackInfo& info) {
  ensure_nccl();
  using Function = void(const Tensors&, Tensors&, int32_t, const Streams&, const Communicators&);
  Tensors outputs = tensors_of(env, info[1], "reduce_scatter");
  cuda_function<Function>(kReduceScatter, "reduce_scatter")(
      tensors_of(env, info[0], "reduce_scatter"), outputs, int_of(info[2]), {}, {});
  return info.Env().Undefined();
}

// nccl_all_gather(inputs, outputs)
Napi::Value nccl_all_gather(Environment& env, const Napi::CallbackInfo& info) {
  ensure_nccl();
  using Function = void(const Tensors&, Tensors&, const Streams&, const Communicators&);
  Tensors outputs = tensors_of(env, info[1], "all_gather");
  cuda_function<Function>(kAllGather, "all_gather")(tensors_of(env, info[0], "all_gather"), outputs,
                                                    {}, {});
  return info.Env().Undefined();
}

// nccl_reduce(inputs, output, root, operation)
Napi::Value nccl_reduce(Environment& env, const Napi::CallbackInfo& info) {
  ensure_nccl();
  using Function =
      void(const Tensors&, at::Tensor&, int32_t, int32_t, const Streams&, const Communicators&);
  at::Tensor output = tensor_of(env, info, 1, "reduce");
  cuda_function<Function>(kReduce, "reduce")(tensors_of(env, info[0], "reduce"), output,
                                             int_of(info[2]), int_of(info[3]), {}, {});
  return info.Env().Undefined();
}

// nccl_broadcast(inputs, root)
Napi::Value nccl_broadcast(Environment& env, const Napi::CallbackInfo& info) {
  ensure_nccl();
  using Function = void(at::TensorList, int32_t, const Streams&, const Communicators&);
  const Tensors inputs = tensors_of(env, info[0], "broadcast");
  cuda_function<Function>(kBroadcast, "broadcast")(inputs, int_of(info[1]), {}, {});
  return info.Env().Undefined();
}

// nccl_version(): one number.
Napi::Value nccl_version(Environment&, const Napi::CallbackInfo& info) {
  ensure_nccl();
  const uint64_t version = cuda_function<uint64_t()>("_ZN5torch4cuda4nccl7versionEv", "NCCL")();
  return Napi::Number::New(info.Env(), static_cast<double>(version));
}

// launch_kernel(code, name, number of outputs, whether by reference, tensors, numbers): the
// outputs.
Napi::Value launch_kernel(Environment& env, const Napi::CallbackInfo& info) {
  ensure_cuda();
  c10::SmallVector<at::Tensor> tensors;
  for (const at::Tensor& tensor : tensors_of(env, info[4], "jiterator")) tensors.push_back(tensor);
  c10::SmallVector<at::Scalar> numbers;
  const Napi::Array given = info[5].As<Napi::Array>();
  for (uint32_t i = 0; i < given.Length(); ++i) {
    const Napi::Value value = given.Get(i);
    if (value.IsBoolean()) {
      numbers.push_back(value.ToBoolean().Value());
    } else if (value.IsBigInt()) {
      bool lossless = false;
      numbers.push_back(value.As<Napi::BigInt>().Int64Value(&lossless));
    } else {
      numbers.push_back(value.As<Napi::Number>().DoubleValue());
    }
  }
  using Function = c10::SmallVector<at::Tensor>(const std::string&, const std::string&, int,
                                                const c10::SmallVector<at::Tensor>&,
                                                const c10::SmallVector<at::Scalar>&, bool);
  auto* launch = cuda_function<Function>(
      "_ZN2at4cuda22CompileAndLaunchKernelERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEES8"
      "_iRKN3c1011SmallVectorINS_6TensorELj6EEERKNSA_INS9_6ScalarELj1EEEb",
      "jiterator");
  const auto outputs = launch(info[0].As<Napi::String>(), info[1].As<Napi::String>(),
                              int_of(info[2]), tensors, numbers, info[3].ToBoolean());
  Napi::Array list = Napi::Array::New(info.Env());
  for (const at::Tensor& output : outputs) {
    list.Set(list.Length(), Napi::Value(env.raw(), wrap(env, output)));
  }
  return list;
}

constexpr DoorEntry kDoors[] = {
    {"nccl_all_reduce", nccl_all_reduce}, {"nccl_reduce_scatter", nccl_reduce_scatter},
    {"nccl_all_gather", nccl_all_gather}, {"nccl_reduce", nccl_reduce},
    {"nccl_broadcast", nccl_broadcast},   {"nccl_version", nccl_version},
    {"launch_kernel", launch_kernel},
};

}  // namespace

void install_cuda_kernels(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
