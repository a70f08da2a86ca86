// A server in a thread of its own: downloads make this one wait. Below /moved/ it sends elsewhere, below /tagged/ files
// have a version.
import { Worker } from 'node:worker_threads';

export interface Request {
  path: string;
  range: string | null;
  /** What the program calls itself, if that is torch.hub. */
  agent?: string;
}

export interface FileServer {
  readonly url: string;
  /** What was asked for since the last time. */
  requests(): Promise<Request[]>;
  /** From now on answers end after some bytes, and the connection with them. */
  cutAfter(bytes: number): Promise<void>;
  close(): Promise<unknown>;
}

const program = `
const { createServer } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
const asked = [];
let most = Infinity;
const server = createServer((request, response) => {
  const range = request.headers.range ?? null;
  const agent = request.headers['user-agent'];
  asked.push(agent === 'torch.hub' ? { path: request.url, range, agent } : { path: request.url, range });
  if (request.url.startsWith('/moved/')) {
    response.writeHead(302, { location: request.url.slice('/moved'.length) }).end();
    return;
  }
  const file = workerData[decodeURIComponent(request.url.slice(1).replace(/[?].*/, '').replace('tagged/', ''))];
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const start = range === null ? 0 : Number(/bytes=(\\d+)-/.exec(range)[1]);
  const body = Buffer.from(file).subarray(start);
  const tag = request.url.startsWith('/tagged/') ? { etag: '"1"' } : {};
  response.writeHead(range === null ? 200 : 206, { 'content-length': body.length, ...tag });
  if (body.length <= most) response.end(body);
  else response.write(body.subarray(0, most), () => response.destroy());
});
parentPort.on('message', (message) => {
  if (message === 'requests') parentPort.postMessage(asked.splice(0));
  else parentPort.postMessage(most = message);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

export async function fileServer(files: Record<string, Uint8Array>): Promise<FileServer> {
  const worker = new Worker(program, { eval: true, workerData: files });
  const answer = (): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve));
  const ask = (message: unknown): Promise<unknown> => {
    const answered = answer();
    worker.postMessage(message);
    return answered;
  };
  return {
    url: `http://127.0.0.1:${String(await answer())}`,
    requests: () => ask('requests') as Promise<Request[]>,
    cutAfter: async (bytes) => void (await ask(bytes)),
    close: () => worker.terminate(),
  };
}
