// Makes the JavaScript in dist/ from lib/: Node needs longer to find, read and link seven hundred modules than to run
// them, so they lie together in few files (layers.mjs). Every other file of dist/ has the names of one module of lib/,
// by its path, out of those. So whatever is imported, and from where, each module exists once. Types are not looked at:
// that, and the declarations, are tsc's.

import fs from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { parseSync } from 'rolldown/utils';
import { root } from '../../lib/addon/installed/paths.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { sourceFiles } from '../setup/fingerprint.mjs';
import { BASE, CHUNK, CORE, layersOf } from './layers.mjs';

const dist = path.join(root, 'dist');
const lib = path.join(root, 'lib');

const slashes = (file) => file.split(path.sep).join('/');

/** lib/'s modules by their names in dist/, without the ending; the whole library first: its order is theirs. */
function modules() {
  const first = path.join('lib', 'index.ts');
  const others = [...sourceFiles(root, ['lib'])].filter((file) => /(?<!\.d)\.ts$/.test(file) && file !== first);
  const files = [first, ...others];
  return Object.fromEntries(files.map((file) => [slashes(path.relative('lib', file)).slice(0, -3), path.join(root, file)]));
}

/** What package.json lets others import. */
function entries() {
  const { exports } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const targets = Object.values(exports).map((target) => target.default ?? target);
  return targets.map((target) => path.join(root, target.replace(/^\.\/dist\//, 'lib/').replace(/\.js$/, '.ts')));
}

/** Where the code of a module says `import.meta.url`, from behind: [start, end]. */
function addresses(code, id) {
  const found = [];
  const visit = (node) => {
    if (node.type === 'MemberExpression' && node.object.type === 'MetaProperty' && node.property.name === 'url') {
      found.unshift([node.start, node.end]);
    }
    for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) visit(value);
  };
  visit(parseSync(id, code).program);
  return found;
}

/** `import.meta.url` is where a module would lie alone, whichever file holds it: which, asks check_bundle.ts. */
const ownAddress = {
  name: 'own-address',
  transform(code, id) {
    if (!code.includes('import.meta.url') || id.endsWith('check_bundle.ts')) return undefined;
    const alone = id.endsWith('.ts') ? path.join(dist, path.relative(lib, id).replace(/\.ts$/, '.js')) : id;
    const place = slashes(path.relative(dist, alone));
    const own = `new URL(${JSON.stringify(place.startsWith('.') ? place : `./${place}`)}, import.meta.url).href`;
    let text = code;
    for (const [start, end] of addresses(code, id)) text = text.slice(0, start) + own + text.slice(end);
    return { code: text, map: null };
  },
};

/**
 * `export * as nn from './nn/index.js'` gives the module's own namespace, which is that of its file in dist/: whoever
 * imports that one gets the same object, and not one with getters, which the bundler would make.
 */
const namespaces = {
  name: 'namespaces',
  transform(code) {
    const changed = code.replace(/^export \* as (\w+) from '(.+)\.js';$/gm,
      "import '$2.js'; import * as all_$1 from '$2.js?namespace'; export { all_$1 as $1 };");
    return changed === code ? undefined : { code: changed, map: null };
  },
  resolveId(name, importer) {
    if (!name.endsWith('.js?namespace')) return undefined;
    const file = path.resolve(path.dirname(importer), name.replace(/\?namespace$/, ''));
    return { id: `./${slashes(path.relative(lib, file))}`, external: true };
  },
};

/** The bundler's own words for layers.mjs, which is asked when every module was read. */
function groups(imports) {
  let chunkOf;
  const name = (id) => {
    chunkOf ??= layersOf([...imports.keys()], entries(), (file) => imports.get(file) ?? []);
    return chunkOf(id) ?? null;
  };
  // In this order: a chunk takes along what its modules need, if that is in none yet.
  const each = [(own) => own === BASE, (own) => own === CORE, (own) => /-base$/.test(own), (own) => own !== null];
  return each.map((is, place) => (
    { name, debugName: `${place}`, priority: each.length - place, test: (id) => is(name(id)) }));
}

/** The files of dist/, `[name, text]`. */
async function generate() {
  const imports = new Map();
  const scan = {
    name: 'scan',
    moduleParsed: ({ id, importedIds }) => void imports.set(id, importedIds.filter((each) => each.startsWith(lib))),
  };
  const input = modules();
  const made = await rolldown({
    input, cwd: root, platform: 'node', external: /^(?![./]|[A-Za-z]:)/, treeshake: false, tsconfig: false,
    preserveEntrySignatures: 'strict', plugins: [scan, namespaces, ownAddress],
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { target: 'es2022' },
    onLog(level, log, handler) {
      // A worker asks for it at run time, when it has said what it waits for.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handler(level === 'warn' ? 'error' : level, log);
    },
  });
  const { output } = await made.generate({
    dir: dist, format: 'es', entryFileNames: '[name].js', sourcemap: true,
    sourcemapExcludeSources: true, comments: false,
    // The bundler has one of its own, for what it adds.
    chunkFileNames: ({ name }) => (name === 'rolldown-runtime' ? 'nodetorch-runtime.js' : `${name}.js`),
    // Else one name more would change every file.
    minifyInternalExports: false, keepNames: true, codeSplitting: { groups: groups(imports) },
  });
  await made.close();
  const strange = output.map(({ fileName }) => fileName)
    .filter((name) => !CHUNK.test(name) && !(name.replace(/\.js(\.map)?$/, '') in input));
  if (strange.length > 0) throw new Error(`dist/ would get files that are no modules of lib/: ${strange.join(', ')}`);
  return output.map(({ fileName, code, source }) => [fileName, code ?? source]);
}

/** Writes what changed, and removes what is not made any more; returns how many files were written. */
export async function bundle() {
  const files = await generate();
  let written = 0;
  for (const [name, text] of files) {
    const file = path.join(dist, name);
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) continue;
    replaceFile(file, text);
    written++;
  }
  const names = new Set(files.map(([name]) => name));
  for (const name of fs.readdirSync(dist, { recursive: true })) {
    if (/\.js(\.map)?$/.test(name) && !names.has(slashes(name))) fs.rmSync(path.join(dist, name));
  }
  return written;
}
