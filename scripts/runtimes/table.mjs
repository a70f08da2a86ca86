// The runtimes that nodetorch is tried with: npm packages that hold a binary, pinned.

import { platformKey } from '../../lib/addon/installed/platforms.mjs';

const platform = platformKey;

const node = (version, options) => ({
  name: `Node ${version.split('.', 1)}`, package: `node-${platform}@${version}`, binary: [`node-${platform}/bin/node`], args: [], ...options,
});

/** The Node that tests another platform of the same system: npm has to be told that it is meant. */
export function nodeOf(otherPlatform) {
  const name = `node-${otherPlatform}`;
  return { package: `${name}@20.20.2`, binary: [`${name}/bin/node`], npm: ['--force'] };
}

export const runtimes = [
  node('18.20.8', { refused: true }),
  node('20.20.2'),
  node('22.23.3'),
  node('24.21.0'),
  node('26.10.0'),
  {
    name: 'Deno',
    package: 'deno@2.9.6',
    binary: [`@deno/${platform}-glibc/deno`, `@deno/${platform}/deno`],
    // A collector of young objects only; without the flag the same programs run, more slowly.
    args: ['run', '-A', '--v8-flags=--expose-gc'],
  },
  { name: 'Bun', package: 'bun@1.4.5', binary: [`@oven/bun-${platform}/bin/bun`, `@oven/bun-${platform}-baseline/bin/bun`], args: [] },
];
