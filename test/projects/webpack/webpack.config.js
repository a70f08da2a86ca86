import path from 'node:path';

const wrong = process.env.WRONG !== undefined;

export default {
  mode: 'production',
  target: 'node20',
  entry: './out/main.js',
  experiments: { outputModule: true },
  externalsType: 'module',
  externals: wrong ? [] : [/^nodetorch/],
  output: { path: path.resolve('out'), filename: wrong ? 'wrong.mjs' : 'bundle.mjs', module: true },
};
