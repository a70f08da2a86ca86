/** Imported before whatever looks for files: a copy of this library within a bundle does not lie beside its addon. */
const here = import.meta.url as string | undefined; // none in a bundle of CommonJS

if (here === undefined || !/\/check_bundle\.[jt]s$/.test(here.replace(/[?#].*$/, ''))) {
  throw new Error(
    `nodetorch was bundled into ${here ?? 'a file'}, and has a native addon, which no bundle can hold. Leave it out of ` +
      'the bundle and install it beside: --external:nodetorch for esbuild, external: [/^nodetorch/] for Rollup and Vite ' +
      "(ssr.external: ['nodetorch']), externals: [/^nodetorch/] for webpack.");
}
