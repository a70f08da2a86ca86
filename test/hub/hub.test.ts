/** torch.hub against a server that sends elsewhere, hangs up, and has other files than one thinks. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { download_url_to_file, get_dir, HTTPError, load_state_dict_from_url, set_dir, URLError } from 'nodetorch/hub';
import { BytesIO } from 'nodetorch/serialization';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { archive } from '../serialization/make_files.js';
import { fileServer, type FileServer } from './file_server.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function saved(value: unknown): Buffer {
  const into = new BytesIO();
  torch.save(value, into);
  return Buffer.from(into.getvalue());
}

const weights = { w: torch.arange(6).reshape(2, 3), b: torch.tensor([1.5]) };
const checkpoint = saved(weights);
const large = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
const hashed = `net-${sha256(checkpoint).slice(0, 8)}.pth`;

const temporary = mkdtempSync(join(tmpdir(), 'nodetorch-hub-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
let folders = 0;
function folder(): string {
  const made = join(temporary, String(folders++));
  mkdirSync(made);
  return made;
}

let server: FileServer;
beforeAll(async () => {
  server = await fileServer({
    'net.pth': checkpoint, [hashed]: checkpoint, 'net-00000000.pth': checkpoint, 'large.bin': large, 'a b.pth': checkpoint,
    'old.zip': archive([{ name: 'inside.pth', bytes: checkpoint }], true),
    'evil.zip': archive([{ name: '../evil.pth', bytes: checkpoint }], true),
  });
});
afterAll(() => server.close());
afterEach(() => server.cutAfter(Number.MAX_SAFE_INTEGER));

const quiet = { progress: false };

describe('download_url_to_file', () => {
  test('follows where a server sends it, and says what it is', async () => {
    const file = join(folder(), 'x');
    await server.requests();
    download_url_to_file(`${server.url}/moved/moved/net.pth`, file, quiet);
    expect(readFileSync(file)).toEqual(checkpoint);
    expect(await server.requests()).toEqual(['/moved/moved/net.pth', '/moved/net.pth', '/net.pth'].map(
      (path) => ({ path, range: null, agent: 'torch.hub' })));
  });

  test('a sum that begins otherwise leaves what was there', () => {
    const at = folder();
    const file = join(at, 'net.pth');
    writeFileSync(file, 'old');
    const wrong = (): void => download_url_to_file(`${server.url}/net.pth`, file, 'abc', false);
    expect(wrong).toThrow(torch.RuntimeError);
    expect(wrong).toThrow(`invalid hash value (expected "abc", got "${sha256(checkpoint)}")`);
    expect(readdirSync(at)).toEqual(['net.pth']);
    expect(readFileSync(file, 'utf8')).toBe('old');
    download_url_to_file(`${server.url}/net.pth`, file, sha256(checkpoint).slice(0, 10), false);
    expect(readFileSync(file)).toEqual(checkpoint);
  });

  test('goes on where a connection was cut, if the server knows versions', async () => {
    const at = folder();
    await server.requests();
    await server.cutAfter(100_000);
    download_url_to_file(`${server.url}/tagged/large.bin`, join(at, 'large.bin'), quiet);
    expect(readFileSync(join(at, 'large.bin'))).toEqual(large);
    const ranges = (await server.requests()).map(({ range }) => range);
    expect(ranges[0]).toBe(null);
    expect(ranges.length).toBeGreaterThan(2);
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range!))).toBe(true);
    expect(readdirSync(at)).toEqual(['large.bin']);
  });

  test('leaves no half of a file, and with a sum goes on in a later call', async () => {
    const at = folder();
    const file = join(at, 'large.bin');
    await server.cutAfter(50_000);
    expect(() => download_url_to_file(`${server.url}/large.bin`, file, quiet)).toThrow(URLError);
    expect(readdirSync(at)).toEqual([]);
    const sum = sha256(large);
    expect(() => download_url_to_file(`${server.url}/large.bin`, file, sum, false)).toThrow(URLError);
    expect(readdirSync(at)).toEqual([`large.bin.${sum}.part`]);
    await server.cutAfter(Number.MAX_SAFE_INTEGER);
    await server.requests();
    download_url_to_file(`${server.url}/large.bin`, file, sum, false);
    expect(readFileSync(file)).toEqual(large);
    expect((await server.requests()).map(({ range }) => range)[0]).toMatch(/^bytes=[1-9]/);
    expect(readdirSync(at)).toEqual(['large.bin']);
  });

  test('says what Python says of addresses that lead nowhere', async () => {
    const file = join(folder(), 'x');
    const get = (url: string) => (): void => download_url_to_file(url, file, quiet);
    expect(get(`${server.url}/absent`)).toThrow(HTTPError);
    expect(get(`${server.url}/absent`)).toThrow(/^HTTP Error 404: Not Found$/);
    expect(get('file:///nowhere/at/all')).toThrow("<urlopen error [Errno 2] No such file or directory: '/nowhere/at/all'>");
    expect(get('abc')).toThrow("unknown url type: 'abc'");
    expect(get('gopher://x/y')).toThrow('<urlopen error unknown url type: gopher>');
    expect(() => download_url_to_file(`${server.url}/net.pth`, join(temporary, 'no/such/x'))).toThrow(
      /No such file or directory/);
    const closed = await fileServer({});
    await closed.close();
    expect(get(`${closed.url}/x`)).toThrow('<urlopen error [Errno 111] Connection refused>');
    expect(existsSync(file)).toBe(false);
  });

  test('copies a file: address', () => {
    const at = folder();
    writeFileSync(join(at, 'from here.bin'), large);
    download_url_to_file(new URL(`file://${join(at, 'from here.bin')}`).href, join(at, 'to'), quiet);
    expect(readFileSync(join(at, 'to'))).toEqual(large);
  });
});

describe('load_state_dict_from_url', () => {
  const values = (loaded: unknown): unknown => Object.fromEntries(
    Object.entries(loaded as Record<string, torch.Tensor>).map(([name, tensor]) => [name, tensor.tolist()]));
  const expected = values(weights);

  test('fetches once, into the folder of TORCH_HOME', async () => {
    const home = folder();
    process.env['TORCH_HOME'] = home;
    try {
      await server.requests();
      const get = (): unknown => load_state_dict_from_url(`${server.url}/net.pth?version=2#x`, quiet);
      expect([values(get()), values(get())]).toEqual([expected, expected]);
      expect((await server.requests()).map(({ path }) => path)).toEqual(['/net.pth?version=2']);
      expect(readdirSync(join(home, 'hub/checkpoints'))).toEqual(['net.pth']);
    } finally {
      delete process.env['TORCH_HOME'];
    }
  });

  test('looks at the sum in the name, if it is asked to', () => {
    const model_dir = folder();
    const options = { model_dir, check_hash: true, ...quiet };
    expect(values(load_state_dict_from_url(`${server.url}/${hashed}`, options))).toEqual(expected);
    expect(() => load_state_dict_from_url(`${server.url}/net-00000000.pth`, options)).toThrow(
      'invalid hash value (expected "00000000"');
    expect(readdirSync(model_dir)).toEqual([hashed]);
    expect(values(load_state_dict_from_url(`${server.url}/net.pth`, { ...options, file_name: 'other.pth' }))).toEqual(expected);
    expect(existsSync(join(model_dir, 'other.pth'))).toBe(true);
  });

  test('takes the one file out of an archive of others, and nothing that leads elsewhere', () => {
    const model_dir = folder();
    expect(values(load_state_dict_from_url(`${server.url}/old.zip`, { model_dir, ...quiet }))).toEqual(expected);
    expect(readdirSync(model_dir).sort()).toEqual(['inside.pth', 'old.zip']);
    expect(() => load_state_dict_from_url(`${server.url}/evil.zip`, { model_dir, ...quiet })).toThrow(
      'Archive entry contains directory traversal: ../evil.pth');
    expect(existsSync(join(model_dir, '../evil.pth'))).toBe(false);
  });

  test('puts tensors where they are wanted', () => {
    const loaded = load_state_dict_from_url<Record<string, torch.Tensor>>(
      `${server.url}/net.pth`, { model_dir: folder(), map_location: 'meta', ...quiet });
    expect(loaded['w']!.device.type).toBe('meta');
  });
});

test('the folder is that of the environment, or the one that was chosen', () => {
  const before = { ...process.env };
  try {
    delete process.env['TORCH_HOME'];
    delete process.env['XDG_CACHE_HOME'];
    expect(get_dir()).toBe(join(homedir(), '.cache/torch/hub'));
    process.env['XDG_CACHE_HOME'] = '/x';
    expect(get_dir()).toBe('/x/torch/hub');
    process.env['TORCH_HOME'] = '~/y';
    expect(get_dir()).toBe(join(homedir(), 'y/hub'));
    set_dir('~/z');
    expect(torch.hub.get_dir()).toBe(join(homedir(), 'z'));
  } finally {
    process.env = before;
  }
});
