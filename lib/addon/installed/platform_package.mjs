// The packages of npm that hold a prebuilt addon, one for each kind of machine. They are optional dependencies of the
// nodetorch that is published: npm installs the one whose fields fit, the others not. Each holds package.json,
// nodetorch.json (the libtorch it was built with, a hash of its sources) and the two addons.

/** `os`, `cpu` and `libc` are what npm, pnpm, yarn and Bun compare with the machine. */
export const PLATFORMS = {
  'linux-x64': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'linux-arm64': { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
  'darwin-arm64': { os: ['darwin'], cpu: ['arm64'] },
  'win32-x64': { os: ['win32'], cpu: ['x64'] },
};

export const platformKey = `${process.platform}-${process.arch}`;

export const packageName = (key = platformKey) => `@nodetorch/${key}`;

/** The files of an addon: of everything, of what opens libtorch first, and what it was made with. */
export const ADDONS = ['nodetorch.node', 'nodetorch_loader.node'];
export const NOTE = 'nodetorch.json';
