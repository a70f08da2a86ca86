import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { CudaDeviceProperties } from '../../dist/cuda/properties.js';

test('properties print as in Python', () => {
  const properties = new CudaDeviceProperties({
    name: 'NVIDIA H100 80GB HBM3', uuid: '01234567-89ab-cdef-0123-456789abcdef', total_memory: 85_029_158_912, major: 9,
    minor: 0, multi_processor_count: 132, is_multi_gpu_board: false, is_integrated: false,
    max_threads_per_multi_processor: 2048,
    max_threads_per_block: 1024, warp_size: 32, regs_per_multiprocessor: 65536, shared_memory_per_block: 49152,
    shared_memory_per_block_optin: 232448, shared_memory_per_multiprocessor: 233472, L2_cache_size: 52_428_800,
    clock_rate: 1_980_000, memory_clock_rate: 2_619_000, memory_bus_width: 5120, pci_bus_id: 27, pci_device_id: 0,
    pci_domain_id: 0,
  });
  const text = "_CudaDeviceProperties(name='NVIDIA H100 80GB HBM3', major=9, minor=0, total_memory=81090MB, " +
    'multi_processor_count=132, uuid=01234567-89ab-cdef-0123-456789abcdef, pci_bus_id=27, pci_device_id=0, ' +
    'pci_domain_id=0, L2_cache_size=50MB)';
  expect(String(properties)).toBe(text);
  expect(inspect(properties)).toBe(text);
  expect([properties.is_integrated, properties.gcnArchName]).toEqual([false, properties.name]);
});
