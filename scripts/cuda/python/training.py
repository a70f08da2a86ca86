"""Training steps of the networks, and how they are timed: the same as training.mjs."""

import contextlib
import statistics
import time

import torch
from networks import problem


def training(name, size, device, amp=None, capturable=False):
    net, loss_of = problem(name, size, device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, **({"capturable": True} if capturable else {}))

    def step():
        optimizer.zero_grad()
        context = torch.autocast(device, dtype=getattr(torch, amp)) if amp else contextlib.nullcontext()
        with context:
            loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss

    return step


def graphed(step, warm_ups=3):
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(warm_ups):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step()

    def replay():
        graph.replay()
        return loss

    return replay


def timed(step, device, rounds=5, steps=5, warm_ups=5):
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    losses = [step().item() for _ in range(warm_ups)]
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    wait()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(steps):
            step()
        wait()
        times.append((time.perf_counter() - started) / steps * 1000)
    memory = {"peak": torch.cuda.max_memory_allocated(), "reserved": torch.cuda.max_memory_reserved()} if device == "cuda" else {}
    return {"ms": statistics.median(times), **memory, "losses": losses}
