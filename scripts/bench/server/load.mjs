// Asks a server from so many connections at once, each one request after the other, and prints as JSON how many were
// answered in a second, and how long an answer took.
//
// usage: load.mjs '{"port": 1, "path": "/predict", "body": "[1]", "connections": 50, "requests": 1000}'
import { connect } from 'node:net';

const { port, path, body, connections, requests } = JSON.parse(process.argv[2]);
const message = Buffer.from(
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
const times = [];
let left = requests;

/** Whether a whole answer is there. Throws for another status than 200. */
function isWhole(answer) {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`the server says: ${answer}`);
  const length = /content-length: (\d+)/i.exec(answer.slice(0, end));
  return length !== null && answer.length >= end + 4 + Number(length[1]);
}

const connection = () => new Promise((resolve, reject) => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let answer = '';
  let sent = 0;
  const next = () => {
    if (left-- <= 0) return void socket.end();
    answer = '';
    sent = performance.now();
    socket.write(message);
  };
  socket.setEncoding('latin1').on('connect', next).on('error', reject).on('close', resolve).on('data', (data) => {
    answer += data;
    try {
      if (!isWhole(answer)) return;
    } catch (error) {
      return void socket.destroy(error);
    }
    times.push(performance.now() - sent);
    next();
  });
});

const start = performance.now();
await Promise.all(Array.from({ length: connections }, connection));
const seconds = (performance.now() - start) / 1000;
if (times.length < requests) throw new Error(`${requests - times.length} of ${requests} requests were not answered`);
times.sort((x, y) => x - y);
const at = (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))];
console.log(JSON.stringify({ perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) }));
