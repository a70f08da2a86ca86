// What QEMU's user mode does not show of the machine that it stands for: /proc and /sys are this machine's, and
// libtorch's cpuinfo ends the process where they tell of no ARM processor. Files below the folder that QEMU looks for
// libraries in go before this machine's.

import fs from 'node:fs';
import path from 'node:path';

/** Two of ARM's Neoverse N1, as Linux describes them: what AWS calls Graviton 2. */
const N1 = {
  qemu: 'neoverse-n1',
  midr: '0x00000000413fd0c1',
  cpuinfo: [
    'BogoMIPS\t: 50.00',
    'Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp ssbs',
    'CPU implementer\t: 0x41', 'CPU architecture: 8', 'CPU variant\t: 0x3', 'CPU part\t: 0xd0c', 'CPU revision\t: 1',
  ],
};
const COUNT = 2;

/** Writes the folder; returns QEMU's arguments. `libraries` is where the cross-compiler's packages put them. */
export function writeMachine(folder, libraries) {
  const processors = Array.from({ length: COUNT }, (_, index) => index);
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  fs.rmSync(folder, { recursive: true, force: true });
  write('proc/cpuinfo', processors.map((index) => [`processor\t: ${index}`, ...N1.cpuinfo, '', ''].join('\n')).join(''));
  for (const index of processors) write(`sys/devices/system/cpu/cpu${index}/regs/identification/midr_el1`, `${N1.midr}\n`);
  fs.symlinkSync(path.join(libraries, 'lib'), path.join(folder, 'lib'));
  return ['-cpu', N1.qemu, '-L', folder];
}
