import type { DeviceAttributes } from '../addon/doors.js';

const mega = 1 << 20;

/** What a GPU is and has, by PyTorch's names (`torch.cuda.get_device_properties`). */
export class CudaDeviceProperties {
  readonly name: string;
  readonly uuid: string;
  /** Memory in bytes. */
  readonly total_memory: number;
  /** Compute capability: major.minor. */
  readonly major: number;
  readonly minor: number;
  readonly multi_processor_count: number;
  readonly is_multi_gpu_board: boolean;
  readonly is_integrated: boolean;
  readonly max_threads_per_multi_processor: number;
  readonly max_threads_per_block: number;
  readonly warp_size: number;
  readonly regs_per_multiprocessor: number;
  readonly shared_memory_per_block: number;
  readonly shared_memory_per_block_optin: number;
  readonly shared_memory_per_multiprocessor: number;
  /** The cache of level 2 in bytes. */
  readonly L2_cache_size: number;
  /** Thousands a second. */
  readonly clock_rate: number;
  readonly memory_clock_rate: number;
  /** The width of the way to memory in bits. */
  readonly memory_bus_width: number;
  readonly pci_bus_id: number;
  readonly pci_device_id: number;
  readonly pci_domain_id: number;
  /** The architecture of AMD's devices; of NVIDIA's the name. */
  readonly gcnArchName: string;

  constructor(of: DeviceAttributes) {
    this.name = of.name;
    this.uuid = of.uuid;
    this.total_memory = of.total_memory;
    this.major = of.major;
    this.minor = of.minor;
    this.multi_processor_count = of.multi_processor_count;
    this.is_multi_gpu_board = of.is_multi_gpu_board !== 0;
    this.is_integrated = of.is_integrated !== 0;
    this.max_threads_per_multi_processor = of.max_threads_per_multi_processor;
    this.max_threads_per_block = of.max_threads_per_block;
    this.warp_size = of.warp_size;
    this.regs_per_multiprocessor = of.regs_per_multiprocessor;
    this.shared_memory_per_block = of.shared_memory_per_block;
    this.shared_memory_per_block_optin = of.shared_memory_per_block_optin;
    this.shared_memory_per_multiprocessor = of.shared_memory_per_multiprocessor;
    this.L2_cache_size = of.L2_cache_size;
    this.clock_rate = of.clock_rate;
    this.memory_clock_rate = of.memory_clock_rate;
    this.memory_bus_width = of.memory_bus_width;
    this.pci_bus_id = of.pci_bus_id;
    this.pci_device_id = of.pci_device_id;
    this.pci_domain_id = of.pci_domain_id;
    this.gcnArchName = of.name;
  }

  /** As Python prints it. */
  toString(): string {
    return `_CudaDeviceProperties(name='${this.name}', major=${this.major}, minor=${this.minor}, ` +
      `total_memory=${Math.floor(this.total_memory / mega)}MB, multi_processor_count=${this.multi_processor_count}, ` +
      `uuid=${this.uuid}, pci_bus_id=${this.pci_bus_id}, pci_device_id=${this.pci_device_id}, ` +
      `pci_domain_id=${this.pci_domain_id}, L2_cache_size=${Math.floor(this.L2_cache_size / mega)}MB)`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
