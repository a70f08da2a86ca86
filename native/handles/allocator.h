// The CPU allocator handed to libtorch: size classes, last in first out, bounded, and it counts
// what is alive. Freed blocks are kept because collections free in batches: handing those pages
// back to the system and faulting them in again costs more than the arithmetic on them (a 16 MB
// add: 3.6 ms with malloc, about 1 ms from the pool).
//
// c10::SetCPUAllocator is process-wide, so this is the one object that all environments share, also
// those of another copy of this addon (two packages may each have their own). It is never
// destroyed: tensors may outlive every environment.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nodetorch {

struct PoolStats {
  int64_t live_bytes;    // handed out and not freed
  int64_t pooled_bytes;  // freed and kept for reuse
};

// Makes the pool libtorch's CPU allocator, or finds the one that another copy of this addon has
// made so. Idempotent; the first environment does it.
void install_pooled_allocator();

PoolStats pool_stats();

// Gives the kept blocks back to the system.
void trim_pool();

// Bytes allocated minus bytes freed by the calling thread, what a collection trigger compares: the
// place of the number, which that thread alone may use. Memory that goes to another thread is
// subtracted, or this one would wait for it in vain.
int64_t& thread_bytes();

// Whether a profile that asks for memory is on: each allocation and each release is then told to
// libtorch's reporter, which looks whether the thread is profiled. Calls count.
void report_memory(bool on);

// What the pool hands out for an allocation of `bytes`.
int64_t allocated_bytes(size_t bytes);

}  // namespace nodetorch
