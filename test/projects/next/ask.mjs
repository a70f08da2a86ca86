// Starts the server, asks it, and ends it.
import { spawn } from 'node:child_process';
import net from 'node:net';

const probe = net.createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => probe.once('listening', resolve));
const port = String(probe.address().port);
await new Promise((resolve) => probe.close(resolve));
const server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', port], { stdio: 'inherit' });

async function ask(path) {
  for (let tries = 0; ; tries++) {
    try {
      return await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    } catch (error) {
      if (tries === 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

try {
  const page = await ask('/');
  if (!page.includes('tensor([0, 1, 2])')) throw new Error(page);
  const { loss, accuracy } = JSON.parse(await ask('/api/predict'));
  console.log(`trained: loss ${loss.toFixed(2)}, accuracy ${accuracy.toFixed(2)}`);
} finally {
  server.kill();
}
