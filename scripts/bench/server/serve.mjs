// The server of docs/threads.md, with what the bench asks for besides: POST /predict one row, POST /product a product
// of two matrices, GET /stats. Prints its port.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';

const { run_async } = torch.compiler;
const MOST = 64;
torch.set_num_threads(1);
torch.manual_seed(0);
const net = new nn.Sequential(
  new nn.Linear(64, 256), new nn.ReLU(), new nn.Linear(256, 256), new nn.ReLU(), new nn.Linear(256, 10),
  new nn.Softmax(1));
net.eval();
const compiled = torch.compile((x) => net(x));

/** Rows that come in one turn of the event loop are answered together, padded to a power of two: few shapes. */
let waiting = [];
function ask(row) {
  return new Promise((resolve, reject) => {
    if (waiting.push({ row, resolve, reject }) === 1) setImmediate(answer);
  });
}

function answer() {
  const batch = waiting.slice(0, MOST);
  waiting = waiting.slice(MOST);
  if (waiting.length > 0) setImmediate(answer);
  try {
    const width = batch[0].row.length;
    const length = 2 ** Math.ceil(Math.log2(batch.length));
    const data = new Float32Array(length * width);
    batch.forEach(({ row }, i) => data.set(row, i * width));
    const rows = torch.scope(() => torch.no_grad(() => compiled(torch.from_numpy(data).view(length, width))).tolist());
    batch.forEach(({ resolve }, i) => resolve(rows[i]));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

const product = run_async((a, b) => a.mm(b));
const [a, b] = [torch.randn(1500, 1500), torch.randn(1500, 1500)];
const delay = monitorEventLoopDelay({ resolution: 1 });

const routes = {
  'POST /predict': async (request) => {
    const row = JSON.parse(await text(request));
    if (!Array.isArray(row) || row.length !== 64 || !row.every(Number.isFinite)) throw new TypeError('wanted: 64 numbers');
    return ask(row);
  },
  'POST /product': async () => (await product(a, b)).sum().item(),
  'POST /reset': async () => {
    delay.enable();
    delay.reset();
    return null;
  },
  'GET /stats': async () => ({ rssMb: process.memoryUsage.rss() / 1e6, delayMs: delay.percentile(99) / 1e6 }),
};

const server = createServer((request, response) => {
  const route = routes[`${request.method} ${request.url}`];
  if (route === undefined) return void response.writeHead(404).end();
  route(request).then(
    (value) => {
      const body = JSON.stringify(value);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
    },
    (error) => response.writeHead(400).end(String(error)));
});
for (let length = 1; length <= MOST; length *= 2) {
  for (let i = 0; i < 4; i++) torch.no_grad(() => compiled(torch.zeros(length, 64)));
}
for (let i = 0; i < 4; i++) await product(a, b);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
