/** Graphs of work on devices, and pools of their memory, as the addon holds them. */
import { native } from './binding.js';
import type { Long, PoolId } from './native/accelerator.js';
import type { ObjectHandle } from './native.js';
import { NativeObject } from './native_object.js';

export type { PoolId } from './native/accelerator.js';

const handleOf = (object: NativeObject): ObjectHandle => NativeObject.handle(object)!;

/** A graph of whatever accelerator there is. */
export class NativeGraph extends NativeObject {
  constructor(keep_graph: boolean) {
    super(native.graph_new(keep_graph));
  }
  static capture_begin(graph: NativeGraph, pool: PoolId, mode: number): void {
    native.graph_capture_begin(handleOf(graph), mode, pool);
  }
  static capture_end(graph: NativeGraph): void {
    native.graph_capture_end(handleOf(graph));
  }
  static instantiate(graph: NativeGraph): void {
    native.graph_instantiate(handleOf(graph));
  }
  static replay(graph: NativeGraph): void {
    native.graph_replay(handleOf(graph));
  }
  static reset(graph: NativeGraph): void {
    native.graph_reset(handleOf(graph));
  }
  static pool(graph: NativeGraph): PoolId {
    return native.graph_pool(handleOf(graph));
  }
  static enable_debug_mode(graph: NativeGraph): void {
    native.graph_enable_debug_mode(handleOf(graph));
  }
  static debug_dump(graph: NativeGraph, path: string): void {
    native.graph_debug_dump(handleOf(graph), path);
  }
}

/** A graph of CUDA's. */
export class NativeCudaGraph extends NativeObject {
  constructor(keep_graph: boolean) {
    super(native.cuda_graph_new(keep_graph));
  }
  static capture_begin(graph: NativeCudaGraph, pool: PoolId, mode: number): void {
    native.cuda_graph_capture_begin(handleOf(graph), pool, mode);
  }
  /** Whether {@link capture_end_post} is still to be called. */
  static capture_end_pre(graph: NativeCudaGraph): boolean {
    return native.cuda_graph_capture_end_pre(handleOf(graph));
  }
  static capture_end_post(graph: NativeCudaGraph): void {
    native.cuda_graph_capture_end_post(handleOf(graph));
  }
  static instantiate(graph: NativeCudaGraph): void {
    native.cuda_graph_instantiate(handleOf(graph));
  }
  static replay(graph: NativeCudaGraph): void {
    native.cuda_graph_replay(handleOf(graph));
  }
  static reset(graph: NativeCudaGraph): void {
    native.cuda_graph_reset(handleOf(graph));
  }
  static pool(graph: NativeCudaGraph): PoolId {
    return native.cuda_graph_pool(handleOf(graph));
  }
  static pools(graph: NativeCudaGraph): PoolId[] {
    return native.cuda_graph_pools(handleOf(graph));
  }
  static enable_debug_mode(graph: NativeCudaGraph): void {
    native.cuda_graph_enable_debug_mode(handleOf(graph));
  }
  static raw(graph: NativeCudaGraph): Long {
    return native.cuda_graph_raw(handleOf(graph));
  }
  static raw_exec(graph: NativeCudaGraph): Long {
    return native.cuda_graph_raw_exec(handleOf(graph));
  }
  static debug_dump(graph: NativeCudaGraph, path: string, verbose: boolean): void {
    native.cuda_graph_debug_dump(handleOf(graph), path, verbose);
  }
}

/** An allocator of the user's: two functions of a library. */
export class NativeAllocator extends NativeObject {
  constructor(path: string, allocate: string, free: string) {
    super(native.cuda_allocator_load(path, allocate, free));
  }
  /** Makes it the one for all CUDA memory. */
  static use(allocator: NativeAllocator): void {
    native.cuda_allocator_change(handleOf(allocator));
  }
}

/** A pool of CUDA memory. */
export class NativePool extends NativeObject {
  constructor(allocator: NativeAllocator | null, use_on_oom: boolean, no_split: boolean) {
    super(native.cuda_pool_new(allocator === null ? null : handleOf(allocator), use_on_oom, no_split));
  }
  static id(pool: NativePool): PoolId {
    return native.cuda_pool_id(handleOf(pool));
  }
  static use_count(pool: NativePool): number {
    return native.cuda_pool_use_count(handleOf(pool));
  }
  static device(pool: NativePool): number {
    return native.cuda_pool_device(handleOf(pool));
  }
}
