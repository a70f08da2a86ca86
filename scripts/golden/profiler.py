"""Writes what PyTorch's profiler sees of programs, and its tables of events that are given, for test/profiler/.

    python3 scripts/golden/profiler.py > test/golden/profiler.json
"""

import contextlib
import json
import os
import sys
import tempfile

import torch
from torch import nn
from torch.autograd.profiler_util import EventList, FunctionEvent, FunctionEventAvg, MemRecordsAcc
from torch.profiler import DeviceType, ProfilerActivity, profile, record_function, schedule

CPU = [ProfilerActivity.CPU]


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def training(net, optimizer, x, y):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()


def steps(net, make, x, y, count=1):
    optimizer = make(net.parameters())
    training(net, optimizer, x, y)
    with profile(activities=CPU, record_shapes=True, profile_memory=True, with_flops=True) as prof:
        for _ in range(count):
            training(net, optimizer, x, y)
    return prof


def mlp():
    return nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3))


def expressions():
    x, w = torch.ones(3, 4), torch.ones(4, 4, requires_grad=True)
    with profile(activities=CPU, record_shapes=True, profile_memory=True, with_flops=True) as prof:
        with record_function("outer"):
            y = x @ w
            with record_function("inner", "some arguments"):
                z = torch.relu(y)
        z.sum().backward()
        torch.cat([x, x], 1)
        torch.linalg.inv(torch.eye(3))
        torch.einsum("ij,jk->ik", x, w)
    return prof


X, Y = torch.ones(4, 1, 28, 28), torch.tensor([1, 2, 3, 0])
A, B = torch.ones(6, 5), torch.tensor([0, 1, 2, 0, 1, 2])
SCENES = {
    "lenet": lambda: steps(lenet(), lambda p: torch.optim.SGD(p, lr=0.1), X, Y),
    "mlp, momentum": lambda: steps(mlp(), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), A, B),
    "mlp, Adam": lambda: steps(mlp(), lambda p: torch.optim.Adam(p), A, B, 2),
    "expressions": expressions,
}


def tree(event):
    return [event.name, event.input_shapes, [tree(child) for child in event.cpu_children]]


def seen(prof):
    events = prof.events()
    return {
        "tree": [tree(e) for e in events if e.cpu_parent is None and e.name != "[memory]"],
        "counts": {e.key: e.count for e in prof.key_averages()},
        "flops": {e.key: e.flops for e in prof.key_averages() if e.flops},
        "memory": {e.key: e.cpu_memory_usage for e in prof.key_averages() if e.cpu_memory_usage > 0},
        "scopes": {e.name: e.scope for e in events},
        "activities": sorted({e.activity_type for e in events if e.activity_type}),
        "dtypes": {e.name: e.input_dtypes for e in events if e.input_dtypes},
    }


def chrome():
    prof = SCENES["expressions"]()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trace.json")
        prof.export_chrome_trace(path)
        trace = json.load(open(path))
    events = trace["traceEvents"]
    kinds = sorted({f"{e['ph']} {e.get('cat')}" for e in events})
    operator = next(e for e in events if e["name"] == "aten::mm")
    return {
        "keys": sorted(trace), "kinds": kinds, "arguments": sorted(operator["args"]),
        "shapes": operator["args"]["Input Dims"], "types": operator["args"]["Input type"],
    }


def given(use_device=None, **lists):
    """Events of fixed times: the same in test/profiler/tables.test.ts."""
    def event(id, name, start, end, **more):
        more = {"use_device": use_device, "stack": [], "input_shapes": [], "overload_name": "", "flops": 0, **more}
        return FunctionEvent(id, name, 1, start, end, trace_name=name, **more)

    events = [
        event(1, "aten::linear", 0.0, 1500.25, input_shapes=[[2, 3], [4, 3], []], cpu_memory_usage=4096,
              stack=["/program/model.py(12): forward", "/program/train.py(3): <module>"], sequence_nr=7),
        event(2, "aten::addmm", 10.5, 1400.0, input_shapes=[[4], [2, 3], [3, 4]], cpu_memory_usage=2048, flops=48000,
              stack=["/program/model.py(12): forward", "/program/train.py(3): <module>"]),
        event(3, "aten::addmm", 1600.0, 1700.0, input_shapes=[[4], [5, 3], [3, 4]], cpu_memory_usage=-3 * 1024 ** 2,
              flops=2400000, stack=["/program/" + "deep/" * 20 + "other.py(5): work"]),
        event(4, "a name that is longer than fifty-five characters, and then some more", 2000.0, 3502000.0),
        event(5, "autograd::engine::evaluate_function: AddmmBackward0", 3502001.0, 3502004.0, scope=1, fwd_thread=1,
              sequence_nr=7),
        event(6, "aten::mm", 3502001.5, 3502003.0, cpu_memory_usage=5 * 1024 ** 3),
        event(7, "aten::sum", 3502010.0, 3502011.0),
        event(8, "aten::sum", 3502010.1, 3502010.9, overload_name="dim"),
        event(9, "work of another thread", 5.0, 6.0, is_async=True),
        event(10, "ProfilerStep#3", 3502020.0, 3502030.0, is_user_annotation=True),
        event(11, "frame.py(1): f", 3502040.0, 3502050.0, is_python_function=True),
    ]
    if use_device:
        events[1].append_kernel("gemm", 0, 700.5)
        events.append(event(12, "gemm", 20.0, 720.5, device_type=DeviceType.CUDA, device_index=0))
        events[0].device_memory_usage = 1 << 20
    events = EventList(events, use_device=use_device, profile_memory=lists.get("memory", False),
                       with_flops=lists.get("flops", False))
    events._build_tree()
    return events


def tables():
    results = {}

    def add(name, of, **options):
        results[name] = of.table(**options)

    add("averages", given().key_averages())
    add("averages, sorted", given().key_averages(), sort_by="cpu_time_total", row_limit=3)
    add("averages, by self time in ms", given().key_averages(), sort_by="self_cpu_time_total", time_unit="ms")
    add("averages, by count", given().key_averages(), sort_by="count", time_unit="s", header="A header")
    add("averages, unknown unit", given().key_averages(), time_unit="fortnights")
    add("averages, by shapes", given().key_averages(group_by_input_shapes=True), max_shapes_column_width=20)
    add("averages, by stacks", given().key_averages(group_by_stack_n=2), max_src_column_width=40)
    add("averages, by one line", given().key_averages(group_by_stack_n=1), max_src_column_width=None)
    add("averages, by overloads", given().key_averages(group_by_overload_name=True))
    add("averages, with functions", given().key_averages(include_python_functions=True))
    add("averages, wide names", given().key_averages(), max_name_column_width=None)
    add("averages, narrow names", given().key_averages(), max_name_column_width=12)
    add("memory", given(memory=True).key_averages(), sort_by="cpu_memory_usage")
    add("memory, own", given(memory=True).key_averages(), sort_by="self_cpu_memory_usage")
    add("flops", given(flops=True).key_averages())
    add("flops and stacks", given(flops=True).key_averages(group_by_stack_n=3, group_by_input_shapes=True))
    add("events", given())
    add("events at the top", given(), top_level_events_only=True)
    add("all rows", given(), row_limit=-1)
    add("no rows", given(), row_limit=0)
    add("device", given("cuda", memory=True).key_averages(), sort_by="self_cuda_time_total")
    add("device, events", given("cuda"), sort_by="cuda_time_total", row_limit=4)
    results["empty"] = EventList([]).table()
    results["str"] = str(given().key_averages())
    return results


def texts():
    events = given(memory=True)
    averages = events.key_averages(group_by_input_shapes=True)
    results = {
        "event": repr(events[0]), "average": repr(averages[0]), "total": repr(events.total_average()),
        "self_cpu_time_total": events.self_cpu_time_total, "metrics": events.supported_export_stacks_metrics(),
        "names": [e.name for e in events], "parents": [e.cpu_parent.name if e.cpu_parent else None for e in events],
        "backward stack": events[5].stack, "times": [e.cpu_time_total_str for e in events],
        "self": [[e.self_cpu_time_total, e.self_cpu_memory_usage] for e in events],
        "device event": repr(given("cuda")[-1]), "device average": repr(given("cuda").key_averages()[1]),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "file")
        events.export_stacks(path, "self_cpu_time_total")
        results["stacks"] = open(path).read()
        given("cuda").export_chrome_trace(path)
        results["chrome"] = open(path).read()
    records = [[type("Event", (), {"start_ns": lambda self, t=t: t})(), t] for t in (30, 10, 20, 20, 40)]
    results["records"] = [r[1] for r in MemRecordsAcc(records).in_interval(15, 30)]
    return results


def attempt(work):
    try:
        return work()
    except Exception as e:
        return {"error": type(e).__name__, "text": str(e)}


def errors():
    event = given()[0]
    device = given("cuda")[-1]
    return {
        "unknown key": attempt(lambda: given().key_averages().table(sort_by="nonsense")),
        "metric": attempt(lambda: given().export_stacks("/nowhere", "nonsense")),
        "other key": attempt(lambda: FunctionEventAvg().add(event).add(given()[1])),
        "no event": attempt(lambda: FunctionEventAvg().add(3) if False else event.append_cpu_child(3)),
        "parent": attempt(lambda: event.set_cpu_parent(3)),
        "device child": attempt(lambda: event.append_cpu_child(device)),
        "device kernel": attempt(lambda: device.append_kernel("k", 0, 1)),
        "not built": attempt(lambda: EventList([]).key_averages()),
        "twice": attempt(lambda: profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CPU])),
        "none": attempt(lambda: profile(activities=[])),
        "activity": attempt(lambda: profile(activities=["CPU"])),
        "not started": attempt(lambda: profile().events()),
        "not started averages": attempt(lambda: profile().key_averages()),
        "not started trace": attempt(lambda: profile().export_chrome_trace("x")),
        "not started stop": attempt(lambda: profile().stop()),
        "schedule": attempt(lambda: schedule(wait=-1, warmup=0, active=1)),
        "schedule step": attempt(lambda: schedule(wait=0, warmup=1, active=1)(-1)),
        "schedule missing": attempt(lambda: schedule(wait=0)),
        "stopped": attempt(lambda: profile(schedule=lambda step: torch.profiler.ProfilerAction.DEVICE_STOPPED)),
        "no activities": attempt(lambda: torch.autograd.profiler.profile(use_cpu=False, use_kineto=True)),
        "timeout": attempt(lambda: torch.autograd.profiler.profile(post_processing_timeout_s=-1)),
        "device only": attempt(lambda: torch.autograd.profiler.profile(use_cpu=False)),
    }


def schedules():
    plans = [
        {"wait": 1, "warmup": 1, "active": 2}, {"wait": 1, "warmup": 1, "active": 2, "repeat": 2},
        {"wait": 2, "warmup": 0, "active": 1, "repeat": 1, "skip_first": 3},
        {"wait": 3, "warmup": 1, "active": 1, "repeat": 2, "skip_first": 2, "skip_first_wait": 1},
        {"wait": 0, "warmup": 1, "active": 3},
    ]
    return [[plan, [schedule(**plan)(step).name for step in range(20)]] for plan in plans]


def cycles():
    results = []
    for plan in ({"wait": 1, "warmup": 1, "active": 2, "repeat": 2}, {"wait": 0, "warmup": 1, "active": 1}):
        for acc_events in (False, True):
            log = []

            def ready(prof, log=log):
                counts = {e.key: e.count for e in prof.key_averages()}
                log.append([prof.step_num, counts.get("ProfilerStep*", 0), counts.get("aten::add", 0)])

            with profile(activities=CPU, schedule=schedule(**plan), on_trace_ready=ready, acc_events=acc_events) as prof:
                for _ in range(9):
                    torch.ones(2).add(torch.ones(2))
                    prof.step()
            results.append([plan, acc_events, log, prof.step_num, prof.current_action.name])
    return results


@contextlib.contextmanager
def quiet():
    """Kineto talks on the standard error."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)


torch.manual_seed(0)
torch.set_num_threads(1)
with quiet():
    answers = {
        "scenes": {name: seen(scene()) for name, scene in SCENES.items()}, "chrome": chrome(), "tables": tables(),
        "texts": texts(), "errors": errors(), "schedules": schedules(), "cycles": cycles(),
    }
print("{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in answers.items()) + "\n}")
