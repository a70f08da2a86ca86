// npm run docs: the site, static files that any web server serves.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './docs/build.mjs';
import { findExercise } from './lib/exercises.mjs';
import { main, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { say } from './setup/processes.mjs';
import { root, tilde } from '../lib/addon/installed/paths.mjs';

const usage = `usage: npm run docs [-- [--out DIR] [--base PATH] [--no-course | --lessons N,N] [--no-build] [--serve [--port N] | --check [--pictures DIR]]]

  --out DIR       where to (build/site)
  --base PATH     the path that the site is served under (/), as /nodetorch/
  --no-course     without the lessons, which are run for it (minutes)
  --lessons N,N   of the course these lessons only
  --no-build      serve or check what is there
  --serve         then serve it on this machine; --port N on that port (8080)
  --check         then look at every page, in Chromium too; --pictures DIR keeps pictures of some`;

function read() {
  const flag = { type: 'boolean', default: false };
  const text = { type: 'string' };
  let values;
  try {
    ({ values } = parseArgs({ options: {
      out: { ...text, default: path.join(root, 'build/site') }, base: { ...text, default: '/' }, 'no-course': flag, lessons: text,
      'no-build': flag,
      serve: flag, port: { ...text, default: '8080' }, check: flag, pictures: text,
    } }));
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${usage}`);
  }
  const wrong = (message) => {
    throw new UsageError(`${message}\n\n${usage}`);
  };
  if (!/^\/([\w.-]+\/)*$/.test(values.base)) wrong(`--base wants a path that begins and ends with /, not '${values.base}'`);
  if (!/^\d+$/.test(values.port) || Number(values.port) > 65535) wrong(`--port wants a number up to 65535, not '${values.port}'`);
  if (values.lessons !== undefined) {
    if (values['no-course']) wrong('--lessons and --no-course exclude each other');
    if (!/^\d+(,\d+)*$/.test(values.lessons)) wrong(`--lessons wants numbers, as 110,670, not '${values.lessons}'`);
  }
  if (values.serve && values.check) wrong('--serve and --check exclude each other');
  if (values['no-build'] && !values.serve && !values.check) wrong('--no-build goes with --serve or --check');
  if (values.pictures !== undefined && !values.check) wrong('--pictures goes with --check');
  const lessons = values.lessons?.split(',').map((number) => findExercise(number));
  return { ...values, lessons, out: path.resolve(values.out), port: Number(values.port) };
}

async function serveUntilInterrupted({ out, base, port }) {
  const { serve } = await import('./docs/serve.mjs');
  const { url } = await serve(out, { base, port }).catch((error) => {
    throw error.code === 'EADDRINUSE' ? new UsageError(`port ${port} is taken: --port N names another`) : error;
  });
  say(`${url} (Ctrl-C ends it)`);
  await new Promise(() => {});
}

await main(async () => {
  const given = read();
  if (!given['no-build']) {
    await prepare();
    await build({ out: given.out, base: given.base, course: !given['no-course'], lessons: given.lessons });
    say(`the site is in ${tilde(given.out)}`);
  }
  if (given.serve) return serveUntilInterrupted(given);
  if (!given.check) return 0;
  const { check } = await import('./docs/check.mjs');
  return check(given);
});
