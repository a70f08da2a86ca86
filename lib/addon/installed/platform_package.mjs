// The packages of npm that hold a prebuilt addon, one for each kind of machine. They are optional dependencies of the
// nodetorch that is published: npm installs the one whose fields fit, the others not. Each holds package.json,
// nodetorch.json (the libtorch it was built with, a hash of its sources) and the two addons.

import { platformKey, PLATFORMS } from './platforms.mjs';

/** `os`, `cpu` and `libc` are what npm, pnpm, yarn and Bun compare with the machine. */
export const PACKAGE_FIELDS = Object.fromEntries(Object.entries(PLATFORMS).map(([key, { libc }]) => {
  const [os, cpu] = key.split('-');
  return [key, { os: [os], cpu: [cpu], ...(libc && { libc }) }];
}));

export const packageName = (key = platformKey) => `@nodetorch/${key}`;

/** The files of an addon: of everything, of what opens libtorch first, and what it was made with. */
export const ADDONS = ['nodetorch.node', 'nodetorch_loader.node'];
export const NOTE = 'nodetorch.json';
