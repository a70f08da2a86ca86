// The platforms that nodetorch is made for: set-up, doctor, prebuilds and CI read here what each is called and how its
// libraries are named. Keys are Node's `process.platform` and `process.arch`.

/**
 * pip takes only what is named, if anything is: PyTorch's wheels ask for glibc 2.28, NVIDIA's for 2.17, 2.25 or 2.27.
 */
const manylinux = (machine) => [
  ...[28, 27, 26, 25, 24, 17].map((minor) => `manylinux_2_${minor}_${machine}`), `manylinux2014_${machine}`, `linux_${machine}`,
];

/**
 * What is known of each.
 * - `state`: 'tested' (the tests run on it at each change), 'emulated' (cross-compiled, the tests run under QEMU),
 *   'untested' (made portable from documentation and other compilers, never run).
 * - `libraries`: how a shared library is named, around `torch_cpu`.
 * - `libc`: the C library it has to have, as npm names it.
 * - `wheels`: the tags of PyTorch's wheels, best first.
 * - `cpuIndex`: whether PyTorch's own index of CPU wheels has smaller ones than PyPI.
 * - `images`: GitHub's machines that build (the oldest system there is) and test it.
 */
export const PLATFORMS = {
  'linux-x64': {
    name: 'Linux x64', state: 'tested', libraries: ['lib', '.so'], libc: ['glibc'],
    cpuIndex: true, wheels: manylinux('x86_64'),
    images: { build: 'ubuntu-22.04', test: 'ubuntu-24.04' },
  },
  'linux-arm64': {
    name: 'Linux arm64', state: 'emulated', libraries: ['lib', '.so'], libc: ['glibc'],
    cpuIndex: true, wheels: manylinux('aarch64'),
    images: { build: 'ubuntu-22.04-arm', test: 'ubuntu-24.04-arm' },
  },
  'darwin-arm64': {
    name: 'macOS arm64', state: 'untested', libraries: ['lib', '.dylib'],
    wheels: ['macosx_14_0_arm64', 'macosx_11_0_arm64'],
    images: { build: 'macos-14', test: 'macos-15' },
  },
  'win32-x64': {
    name: 'Windows x64', state: 'untested', libraries: ['', '.dll'],
    wheels: ['win_amd64'],
    images: { build: 'windows-2022', test: 'windows-2025' },
  },
};

/** What this machine is. */
export const platformKey = `${process.platform}-${process.arch}`;

/** The row of this machine, or undefined. */
export const thisPlatform = PLATFORMS[platformKey];

/** All of them in words: 'Linux x64, Linux arm64, …'. */
export const platformNames = () => Object.values(PLATFORMS).map(({ name }) => name).join(', ');
