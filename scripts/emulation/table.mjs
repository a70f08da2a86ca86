// The platforms whose tests run under an emulator: what that takes of Debian's or Ubuntu's packages.

import { fileURLToPath } from 'node:url';

const toolchain = (platform) => fileURLToPath(new URL(`toolchains/${platform}.cmake`, import.meta.url));

export const EMULATED = {
  'linux-arm64': {
    toolchain: toolchain('linux-arm64'),
    strip: 'aarch64-linux-gnu-strip',
    compiler: 'aarch64-linux-gnu-g++',
    emulators: ['qemu-aarch64-static', 'qemu-aarch64'],
    libraries: '/usr/aarch64-linux-gnu',
    packages: ['g++-aarch64-linux-gnu', 'qemu-user-static'],
  },
};
