import type { DeviceAttributes } from '../addon/doors.js';

const mega = 1 << 20;

/** What a GPU is and has, by PyTorch's names (`torch.cuda.get_device_properties`). */
export interface CudaDeviceProperties extends DeviceAttributes {}

/** See above: all that the driver tells. */
export class CudaDeviceProperties {
  /** The architecture of AMD's devices; of NVIDIA's the name. */
  readonly gcnArchName: string;

  constructor(of: DeviceAttributes) {
    Object.assign(this, of);
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
