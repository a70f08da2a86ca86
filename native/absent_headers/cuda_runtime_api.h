// The declarations of NVIDIA's that the headers of libtorch name, for those who have no CUDA
// toolkit: enough to read the classes of c10/cuda and ATen/cuda, whose layout and virtual functions
// are what the addon asks of them. Nothing declared here is ever called by the addon: functions of
// CUDA are looked up at run time (native/device/cuda_library.h).
#pragma once

#define CUDA_VERSION 12040

using CUstream_st = struct CUstream_st;
using cudaStream_t = struct CUstream_st*;
using cudaEvent_t = struct CUevent_st*;
using cudaGraph_t = struct CUgraph_st*;
using cudaGraphExec_t = struct CUgraphExec_st*;
using cudaGraphConditionalHandle = unsigned long long;
using cudaHostFn_t = void (*)(void* data);
using cudaUserObject_t = struct CUuserObject_st*;

enum cudaError { cudaSuccess = 0, cudaErrorNotReady = 600 };
using cudaError_t = cudaError;
enum cudaStreamCaptureMode {
  cudaStreamCaptureModeGlobal,
  cudaStreamCaptureModeThreadLocal,
  cudaStreamCaptureModeRelaxed
};
enum cudaStreamCaptureStatus {
  cudaStreamCaptureStatusNone,
  cudaStreamCaptureStatusActive,
  cudaStreamCaptureStatusInvalidated
};
enum cudaGraphConditionalNodeType { cudaGraphCondTypeIf, cudaGraphCondTypeWhile };
enum cudaMemcpyKind { cudaMemcpyDefault = 4 };

#define cudaEventDefault 0x00
#define cudaEventDisableTiming 0x02
#define cudaUserObjectNoDestructorSync 1
#define cudaGraphUserObjectMove 1

// Named in bodies that the addon never runs; so whatever arguments they take.
#define NODETORCH_NEVER_CALLED(name) \
  template <typename... Arguments>   \
  cudaError_t name(Arguments&&... arguments);
NODETORCH_NEVER_CALLED(cudaDeviceGetStreamPriorityRange)
NODETORCH_NEVER_CALLED(cudaDeviceSynchronize)
NODETORCH_NEVER_CALLED(cudaEventCreateWithFlags)
NODETORCH_NEVER_CALLED(cudaEventDestroy)
NODETORCH_NEVER_CALLED(cudaEventElapsedTime)
NODETORCH_NEVER_CALLED(cudaEventQuery)
NODETORCH_NEVER_CALLED(cudaEventRecord)
NODETORCH_NEVER_CALLED(cudaEventRecordWithFlags)
NODETORCH_NEVER_CALLED(cudaEventSynchronize)
NODETORCH_NEVER_CALLED(cudaGraphRetainUserObject)
NODETORCH_NEVER_CALLED(cudaMemGetInfo)
NODETORCH_NEVER_CALLED(cudaMemcpyAsync)
NODETORCH_NEVER_CALLED(cudaStreamDestroy)
NODETORCH_NEVER_CALLED(cudaStreamGetCaptureInfo_v2)
NODETORCH_NEVER_CALLED(cudaStreamGetPriority)
NODETORCH_NEVER_CALLED(cudaStreamIsCapturing)
NODETORCH_NEVER_CALLED(cudaStreamQuery)
NODETORCH_NEVER_CALLED(cudaStreamSynchronize)
NODETORCH_NEVER_CALLED(cudaStreamWaitEvent)
NODETORCH_NEVER_CALLED(cudaThreadExchangeStreamCaptureMode)
NODETORCH_NEVER_CALLED(cudaUserObjectCreate)
NODETORCH_NEVER_CALLED(cudaUserObjectRelease)
#undef NODETORCH_NEVER_CALLED
cudaError_t cudaGetLastError();
const char* cudaGetErrorString(cudaError_t error);
