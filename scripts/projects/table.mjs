// The projects that `npm run projects` makes, each as a user would: a folder of test/projects/, an install, commands.

const trained = /^trained: loss 0\.\d\d, accuracy (0\.9\d|1\.00)$/m;
const bundled = /nodetorch was bundled into .*Leave it out of the bundle and install it beside/;

/** What `tsc` answers when all is well. */
const nothing = /^\s*$/;

/**
 * `manager`: what installs it (managers.mjs). `node`: the Node that it runs with, 24 unless it says. `shared`: files of
 * test/projects/shared that it has too. `steps`: a command and what it prints, after `fails` where it has to fail.
 * `seconds`: how long a step may take. `limit`: what a user has to know of, and why it is so.
 */
export const projects = [
  {
    name: 'node', manager: 'npm', shared: ['train.ts', 'main.ts'],
    steps: [['node main.ts', trained], ['npx nodetorch run main.ts', trained], ['node required.cjs', trained], ['node plain.mjs', trained]],
  },
  {
    name: 'node20', manager: 'npm', node: '20', shared: [], from: 'node',
    steps: [['node plain.mjs', trained], ['node required.cjs', trained], ['npx nodetorch doctor', /All is well\.$/m]],
  },
  {
    name: 'pnpm', manager: 'pnpm', shared: ['train.ts', 'main.ts', 'train.spec.ts'],
    steps: [['pnpm run train', trained], ['pnpm test', /1 passed/], ['pnpm exec nodetorch version', /libtorch 2\.\d+/]],
  },
  {
    name: 'yarn1', manager: 'yarn1', shared: ['train.ts', 'main.ts'],
    steps: [['yarn --silent train', trained], ['yarn --silent nodetorch version', /libtorch 2\.\d+/]],
  },
  {
    name: 'yarn-node-modules', manager: 'yarn', shared: ['train.ts', 'main.ts'],
    steps: [['yarn train', trained], ['yarn nodetorch version', /libtorch 2\.\d+/]],
  },
  {
    name: 'yarn-pnp', manager: 'yarn', shared: ['train.ts', 'main.ts', 'tsconfig.json'],
    steps: [['yarn tsc', nothing], ['yarn node out/main.js', trained], ['yarn nodetorch version', /libtorch 2\.\d+/]],
  },
  { name: 'bun', manager: 'bun', shared: ['train.ts', 'main.ts'], steps: [['bun main.ts', trained], ['bun test', /1 pass/]] },
  {
    name: 'deno', manager: 'deno', shared: ['train.ts', 'main.ts'],
    steps: [['deno run -A --v8-flags=--expose-gc main.ts', trained], ['deno test -A', /1 passed/]],
  },
  {
    name: 'typescript', manager: 'npm', node: '20', shared: ['train.ts', 'main.ts', 'tsconfig.json'],
    steps: [['tsc', nothing], ['node out/main.js', trained]],
    limit: 'exactOptionalPropertyTypes, which is not part of strict, wants skipLibCheck with nodetorch',
  },
  {
    name: 'typescript-7', manager: 'npm', shared: ['train.ts', 'main.ts', 'tsconfig.json'],
    steps: [['tsc', nothing], ['node out/main.js', trained]],
  },
  {
    name: 'module-resolution', manager: 'npm', shared: [],
    steps: [
      ['tsc -p node10.json', nothing], ['node out/node10/program.js', trained],
      ['tsc -p node16.json', nothing], ['node out/node16/module.mjs', trained], ['node out/node16/later.cjs', trained],
      ['tsc -p nodenext.json', nothing], ['node out/nodenext/program.cjs', trained],
      ['tsc -p bundler.json', nothing],
      ['fails tsc -p node16-require.json', /error TS1479/],
    ],
    limit: 'module node16 takes the Node of that name, whose require() loads no ES modules: CommonJS writes `await import`, ' +
      'or names a newer module (node20, nodenext)',
  },
  { name: 'tsx', manager: 'npm', node: '20', shared: ['train.ts', 'main.ts'], steps: [['tsx main.ts', trained]] },
  { name: 'ts-node', manager: 'npm', shared: [], steps: [['ts-node main.ts', trained]] },
  { name: 'vitest', manager: 'npm', shared: ['train.ts', 'train.spec.ts', 'main.ts', 'tsconfig.json'], steps: [['vitest run', /1 passed/], ['vitest run --pool=threads', /1 passed/]] },
  {
    name: 'jest', manager: 'npm', shared: ['train.ts'],
    steps: [['npm test', /1 passed/]],
    limit: "jest's require() loads no ES modules: NODE_OPTIONS=--experimental-vm-modules, and tests that are ES modules",
  },
  {
    name: 'esbuild', manager: 'npm', shared: ['train.ts', 'main.ts'],
    steps: [
      ['npm run build', /./], ['node out/main.js', trained],
      ['npm run wrong', /./], ['fails node out/wrong.js', bundled],
    ],
    limit: 'the addon is no JavaScript: nodetorch stays outside of the bundle; a bundle that holds it says how',
  },
  {
    name: 'rollup', manager: 'npm', shared: ['train.ts', 'main.ts', 'tsconfig.json'],
    steps: [['tsc', nothing], ['rollup -c', /created out\/bundle\.js/], ['node out/bundle.js', trained], ['WRONG=1 rollup -c', /created out\/wrong\.js/], ['fails node out/wrong.js', bundled]],
    limit: 'as esbuild',
  },
  {
    name: 'webpack', manager: 'npm', seconds: 400, shared: ['train.ts', 'main.ts', 'tsconfig.json'],
    steps: [['tsc', nothing], ['webpack', /compiled successfully/], ['node out/bundle.mjs', trained], ['WRONG=1 webpack', /compiled/], ['fails node out/wrong.mjs', bundled]],
    limit: 'as esbuild',
  },
  {
    name: 'next', manager: 'npm', shared: ['train.ts'], seconds: 400,
    steps: [['npm run build', /\/api\/predict/], ['node ask.mjs', trained]],
    limit: 'serverExternalPackages names nodetorch, and what imports it runs on the server (runtime nodejs)',
  },
  {
    name: 'create', manager: 'npm', create: 'my-net', shared: [],
    steps: [['npm run train', /./], ['npm test', /passed/], ['npm run lint', /./], ['npx tsc --noEmit', nothing]],
  },
];
