/** Events of fixed times: the same in scripts/golden/profiler.py. */
import * as torch from 'nodetorch';

const { EventList, FunctionEvent } = torch.autograd.profiler_util;
const { DeviceType } = torch.profiler;
type FunctionEvent = InstanceType<typeof FunctionEvent>;

export interface Kind {
  readonly use_device?: string;
  readonly memory?: boolean;
  readonly flops?: boolean;
}

type EventList = torch.autograd.profiler_util.EventList;

export function given({ use_device, memory = false, flops = false }: Kind = {}): EventList {
  const event = (
    id: number, name: string, start: number, end: number, more: Record<string, unknown> = {},
  ): FunctionEvent =>
    new FunctionEvent(id, name, 1, start, end, {
      use_device: use_device ?? null, stack: [], input_shapes: [], overload_name: '', flops: 0, trace_name: name, ...more,
    });
  const lines = ['/program/model.py(12): forward', '/program/train.py(3): <module>'];
  const events = [
    event(1, 'aten::linear', 0, 1500.25, {
      input_shapes: [[2, 3], [4, 3], []], cpu_memory_usage: 4096, stack: lines, sequence_nr: 7,
    }),
    event(2, 'aten::addmm', 10.5, 1400, {
      input_shapes: [[4], [2, 3], [3, 4]], cpu_memory_usage: 2048, flops: 48000, stack: lines,
    }),
    event(3, 'aten::addmm', 1600, 1700, {
      input_shapes: [[4], [5, 3], [3, 4]], cpu_memory_usage: -3 * 1024 ** 2, flops: 2400000,
      stack: [`/program/${'deep/'.repeat(20)}other.py(5): work`],
    }),
    event(4, 'a name that is longer than fifty-five characters, and then some more', 2000, 3502000),
    event(5, 'autograd::engine::evaluate_function: AddmmBackward0', 3502001, 3502004, {
      scope: 1, fwd_thread: 1, sequence_nr: 7,
    }),
    event(6, 'aten::mm', 3502001.5, 3502003, { cpu_memory_usage: 5 * 1024 ** 3 }),
    event(7, 'aten::sum', 3502010, 3502011),
    event(8, 'aten::sum', 3502010.1, 3502010.9, { overload_name: 'dim' }),
    event(9, 'work of another thread', 5, 6, { is_async: true }),
    event(10, 'ProfilerStep#3', 3502020, 3502030, { is_user_annotation: true }),
    event(11, 'frame.py(1): f', 3502040, 3502050, { is_python_function: true }),
  ];
  if (use_device !== undefined) {
    events[1]!.append_kernel('gemm', 0, 700.5);
    events.push(event(12, 'gemm', 20, 720.5, { device_type: DeviceType.CUDA, device_index: 0 }));
    events[0]!.device_memory_usage = 1 << 20;
  }
  const list = new EventList(events, { use_device: use_device ?? null, profile_memory: memory, with_flops: flops });
  list._build_tree();
  return list;
}
