// A package index on a loopback address, for pip, that serves what a test gives it and misbehaves where a test says so.

import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (response: ServerResponse, content: Buffer) => void;

export class PackageIndex {
  #server = createServer((request, response) => this.#answer(request.url ?? '/', response));
  /** File name -> content. */
  files: Record<string, Buffer> = {};
  /** Answers to requests whose path matches, instead of the file. */
  answers: [RegExp, Answer][] = [];
  /** The hash told for each file; the true one unless a test lies. */
  hash = (content: Buffer): string => `#sha256=${createHash('sha256').update(content).digest('hex')}`;
  readonly requests: string[] = [];

  async start(): Promise<string> {
    await new Promise<void>((done) => {
      this.#server.listen(0, '127.0.0.1', () => done());
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #answer(url: string, response: ServerResponse): void {
    this.requests.push(url);
    const [kind, name = ''] = url.split('/').filter(Boolean);
    const content = this.files[decodeURIComponent(name)] ?? Buffer.alloc(0);
    const special = this.answers.find(([pattern]) => pattern.test(url));
    if (special) return special[1](response, content);
    if (kind === 'files' && content.length > 0) {
      response.writeHead(200, { 'content-length': content.length }).end(content);
      return;
    }
    const own = Object.keys(this.files).filter((file) => file.split('-')[0]?.replaceAll('_', '-') === name);
    if (kind !== 'simple' || own.length === 0) {
      response.writeHead(404).end();
      return;
    }
    const links = own.map((file) => `<a href="/files/${file}${this.hash(this.files[file])}">${file}</a>`);
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!DOCTYPE html><body>${links.join('\n')}</body>`);
  }
}
