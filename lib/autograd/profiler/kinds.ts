/** What libtorch's profiler counts: kinds of devices and of activities, states, scopes. */
import { profiling } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { Enumerated } from '../../python/enumeration.js';

/** A kind of device, by libtorch's number for it (`torch.profiler.DeviceType`). */
export class DeviceType extends Enumerated {
  static readonly CPU = new DeviceType('CPU', 0);
  static readonly CUDA = new DeviceType('CUDA', 1);
  static readonly MKLDNN = new DeviceType('MKLDNN', 2);
  static readonly OPENGL = new DeviceType('OPENGL', 3);
  static readonly OPENCL = new DeviceType('OPENCL', 4);
  static readonly IDEEP = new DeviceType('IDEEP', 5);
  static readonly HIP = new DeviceType('HIP', 6);
  static readonly FPGA = new DeviceType('FPGA', 7);
  static readonly MAIA = new DeviceType('MAIA', 8);
  static readonly XLA = new DeviceType('XLA', 9);
  static readonly Vulkan = new DeviceType('Vulkan', 10);
  static readonly Metal = new DeviceType('Metal', 11);
  static readonly XPU = new DeviceType('XPU', 12);
  static readonly MPS = new DeviceType('MPS', 13);
  static readonly Meta = new DeviceType('Meta', 14);
  static readonly HPU = new DeviceType('HPU', 15);
  static readonly VE = new DeviceType('VE', 16);
  static readonly Lazy = new DeviceType('Lazy', 17);
  static readonly IPU = new DeviceType('IPU', 18);
  static readonly MTIA = new DeviceType('MTIA', 19);
  static readonly PrivateUse1 = new DeviceType('PrivateUse1', 20);

  /** The kind that libtorch has this number for. */
  static of(value: number): DeviceType {
    const found = Object.values(DeviceType).find((each: unknown) => each instanceof DeviceType && each.value === value);
    return (found as DeviceType | undefined) ?? DeviceType.CPU;
  }
}

/** What a profiler can look at (`torch.profiler.ProfilerActivity`). */
export class ProfilerActivity extends Enumerated {
  /** Operators, ranges and what else runs on the processor. */
  static readonly CPU = new ProfilerActivity('CPU', 0);
  static readonly XPU = new ProfilerActivity('XPU', 1);
  /** Kernels, copies and calls of the run time of CUDA. */
  static readonly CUDA = new ProfilerActivity('CUDA', 2);
  static readonly HPU = new ProfilerActivity('HPU', 3);
  static readonly MTIA = new ProfilerActivity('MTIA', 4);
  static readonly PrivateUse1 = new ProfilerActivity('PrivateUse1', 5);
}

const activities = [
  ProfilerActivity.CPU, ProfilerActivity.XPU, ProfilerActivity.CUDA, ProfilerActivity.HPU, ProfilerActivity.MTIA,
  ProfilerActivity.PrivateUse1,
];

/** What a profiler can look at on this machine (`torch.profiler.supported_activities`). */
export const supported_activities = signature('supported_activities() -> Set[ProfilerActivity]').define(
  () => new Set(profiling.profiler_activities().map((value) => activities[value]!)));

/** Whether libtorch was built with Kineto, which writes the traces (`torch.profiler.kineto_available`). */
export const kineto_available = signature('kineto_available() -> bool').define(() => profiling.profiler_has_kineto());

/** The numbers of `torch::profiler::impl::ProfilerState` that are used. */
export const state = { NVTX: 3, ITT: 4, KINETO: 6, KINETO_GPU_FALLBACK: 7 } as const;

/** The number of `at::RecordScope` for what the engine calls. */
export const backwardFunction = 1;

/** Kineto's names of what it records, by their numbers. */
export const activityNames: readonly string[] = [
  'cpu_op', 'user_annotation', 'gpu_user_annotation', 'gpu_memcpy', 'gpu_memset', 'kernel', 'external_correlation',
  'cuda_runtime', 'cuda_driver', 'cpu_instant_event', 'python_function', 'overhead', 'mtia_runtime', 'mtia_ccp_events',
  'mtia_insight', 'cuda_sync', 'cuda_event', 'mtia_counters', 'glow_runtime', 'cuda_profiler_range', 'hpu_op',
  'xpu_runtime', 'xpu_driver', 'collective_comm', 'privateuse1_runtime', 'privateuse1_driver', 'xpu_scope_profiler',
  'xpu_sync', 'hardware_counters',
];
