import resolve from '@rollup/plugin-node-resolve';

const wrong = process.env.WRONG !== undefined;

export default {
  input: 'out/main.js',
  external: wrong ? [/^node:/] : [/^nodetorch/],
  plugins: [resolve()],
  output: { file: wrong ? 'out/wrong.js' : 'out/bundle.js', format: 'es', inlineDynamicImports: true },
};
