// set-up from an address: the real command, a made-up wheel, a server on a loopback address that misbehaves.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PackageCopy } from './support/package_copy.js';
import { fileName, torchWheel } from './support/wheels.js';

const NAME = fileName('torch', '2.15.0');
const HOME = 'libtorch-2.15.0-cpu';
const wheel = torchWheel({ files: { 'torch/lib/libbig.so': Buffer.alloc(300_000, 'nodetorch') } });
const sha256 = createHash('sha256').update(wheel).digest('hex');

let copy: PackageCopy;
let address: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: IncomingMessage[];
const server = createServer((request, response) => {
  requests.push(request);
  answer(request, response);
});

/** As a server of files does: whole, or from where it was asked if the file is still the one that was meant. */
function serve({ headers }: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  if (from === 0 || headers['if-range'] !== '"mark"') {
    response.writeHead(200, { etag: '"mark"', 'content-length': wheel.length }).end(wheel);
    return;
  }
  const rest = wheel.subarray(from);
  const range = `bytes ${from}-${wheel.length - 1}/${wheel.length}`;
  response.writeHead(206, { etag: '"mark"', 'content-length': rest.length, 'content-range': range }).end(rest);
}

/** Breaks off in the middle. */
function breakOff(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { etag: '"mark"', 'content-length': wheel.length }).write(wheel.subarray(0, wheel.length / 2 | 0), () =>
    setTimeout(() => response.destroy(), 100));
}

/** Breaks off, and gives no more. */
const breakOffOnce: typeof answer = (request, response) =>
  (request.headers.range === undefined ? breakOff(request, response) : response.destroy());

beforeEach(async () => {
  copy = new PackageCopy();
  requests = [];
  answer = serve;
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', () => done());
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wheels/${NAME}`;
  copy.writePython('#!/bin/sh\ncase "$*" in *find_spec*) echo ;; *) echo "No module named pip" >&2; exit 1 ;; esac\n');
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  copy.remove();
});

const setup = (...args: string[]) => copy.nodetorch('setup', '--cpu', '--from', ...args);

test('it is downloaded, without pip and without headers, and its SHA-256 is compared', async () => {
  const outcome = await setup(address, '--sha256', sha256.toUpperCase());
  expect(outcome).toMatchObject({ code: 0 });
  expect(copy.cached()).toEqual([HOME]);
  expect(readFileSync(join(copy.cache, HOME, 'torch/lib/libbig.so'))).toHaveLength(300_000);
  expect(readdirSync(join(copy.cache, HOME, 'torch'))).not.toContain('include');
  expect(requests).toHaveLength(1);
});

test('another SHA-256, of what was downloaded and of a file at hand: both are named, nothing stays', async () => {
  const other = '0'.repeat(64);
  writeFileSync(join(copy.home, NAME), wheel);
  for (const from of [address, join(copy.home, NAME), pathToFileURL(join(copy.home, NAME)).href]) {
    const { code, output } = await setup(from, '--sha256', other);
    expect(output).toContain(`has the SHA-256 ${sha256}, wanted ${other}`);
    expect(code).toBe(1);
    expect(copy.cached()).toEqual([]);
  }
});

test('one that breaks off goes on: by itself, and in the next set-up', async () => {
  answer = (request, response) => (requests.length === 1 ? breakOff(request, response) : serve(request, response));
  expect(await setup(address)).toMatchObject({ code: 0 });
  expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]/)]);

  requests = [];
  answer = breakOffOnce;
  const broken = await setup(address, '--force');
  expect(broken.code).toBe(1);
  expect(broken.output).toMatch(/0\.\d MB are kept, and the same command goes on from there\n/);
  expect(copy.cached()).toEqual(['downloads', HOME]);
  requests = [];
  answer = serve;
  expect(await setup(address, '--force', '--sha256', sha256)).toMatchObject({ code: 0 });
  expect(requests.map(({ headers }) => headers['if-range'])).toEqual(['"mark"']);
  expect(copy.cached()).toEqual([HOME]);
});

test('a file that is another one by now is downloaded anew', async () => {
  answer = breakOffOnce;
  expect((await setup(address)).code).toBe(1);
  answer = (_, response) => response.writeHead(200, { etag: '"other"', 'content-length': wheel.length }).end(wheel);
  expect(await setup(address, '--sha256', sha256)).toMatchObject({ code: 0 });
});

test.each([
  ['is not there', (response: ServerResponse) => response.writeHead(403).end(), /the server answers 403 Forbidden/],
  ['is no archive', (response: ServerResponse) => response.writeHead(200).end('<html>'), /not a zip/],
  ['never comes', () => {}, /nothing came for 1 s/],
])('an address whose file %s', async (_, misbehave, why) => {
  answer = (_request, response) => void misbehave(response);
  copy.env.NODETORCH_DOWNLOAD_TIMEOUT = '1';
  const { code, output } = await setup(address.replace('//', '//me:secret@'));
  expect(output).toMatch(why);
  expect(output).toMatch(/\n {2}--from http:\/\/127\.0\.0\.1:\d+\/wheels\/torch/);
  expect(output).not.toMatch(/secret| at .*\.mjs:\d+/);
  expect(code).toBe(1);
  expect(copy.cached()).toEqual([]);
  expect(requests[0]!.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
});

test('through a proxy, if one is set: by Node where it can, else by curl; without both the cure', async () => {
  const proxied = `http://wheels.invalid/${NAME}`;
  copy.env = { http_proxy: new URL(address).origin, NO_PROXY: '', no_proxy: '' };
  expect(await setup(proxied, '--sha256', sha256)).toMatchObject({ code: 0 });
  expect(requests[0]!.url).toBe(proxied);
  if (process.allowedNodeEnvironmentFlags.has('--use-env-proxy')) return;
  mkdirSync(join(copy.home, 'bin'));
  symlinkSync(process.execPath, join(copy.home, 'bin/node'));
  copy.env.PATH = join(copy.home, 'bin');
  const { code, output } = await setup(proxied, '--force');
  expect(output).toMatch(/http_proxy is set, and neither is there curl nor does Node [\d.]+ know proxies: install curl/);
  expect(code).toBe(1);
});

test('--sha256 wants a hash, and a file', async () => {
  const hash = await setup(address, '--sha256', 'abc');
  expect(hash.output).toMatch(/--sha256 wants 64 hexadecimal digits, got 'abc'/);
  const file = await copy.nodetorch('setup', '--sha256', sha256);
  expect(file.output).toMatch(/--sha256 is of the file that --from names/);
  expect([hash.code, file.code, requests.length]).toEqual([1, 1, 0]);
});
