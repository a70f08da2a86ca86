/**
 * Imported before whatever looks for files: a copy of this library within a bundle does not lie beside its addon. Our
 * own build puts this module into the file of that name (scripts/bundle/layers.mjs).
 */
const here = import.meta.url as string | undefined; // none in a bundle of CommonJS

if (here === undefined || !/\/nodetorch-core\.js$/.test(here.replace(/[?#].*$/, ''))) {
  throw new Error(
    `nodetorch was bundled into ${here ?? 'a file'}, and has a native addon, which no bundle can hold. Leave it out of ` +
      'the bundle and install it beside: --external:nodetorch for esbuild, external: [/^nodetorch/] for Rollup and Vite ' +
      "(ssr.external: ['nodetorch']), externals: [/^nodetorch/] for webpack.");
}
