#!/usr/bin/env bash
# node:worker_threads' markAsUntransferable(buffer), in Node 20.20.2, 22.23.3 and 24.21.0.
#
# One would guess: a buffer that was marked keeps its memory, whoever tries to move it.
# What happens: until Node 22 the mark is a matter of postMessage and structuredClone alone. A stream of bytes that is
# given a view of the buffer, or whose reader brings one, moves the memory into another ArrayBuffer all the same, and
# so does ArrayBuffer.prototype.transfer() (22). The marked buffer is detached, without an error. In Node 20
# structuredClone does not even throw, it copies. From 24 on each of them throws.
# So an addon that shares its memory with a buffer, or keeps a buffer alive for its memory, has to own the memory
# itself; neither the mark nor a reference to the buffer is enough.
# Output seen (linux x64):
#   v20.20.2 {"structuredClone":"kept","stream":"moved","reader":"moved"}
#   v22.23.3 {"structuredClone":"DataCloneError","transfer":"moved","stream":"moved","reader":"moved"}
#   v24.21.0 {"structuredClone":"DataCloneError","transfer":"TypeError","stream":"TypeError","reader":"TypeError"}
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > mark.mjs <<'JS'
import { markAsUntransferable } from 'node:worker_threads';

const bytes = (source) => new ReadableStream({ type: 'bytes', ...source });
const ways = {
  structuredClone: (buffer) => structuredClone(buffer, { transfer: [buffer] }),
  transfer: ArrayBuffer.prototype.transfer && ((buffer) => buffer.transfer()),
  stream: (buffer) => bytes({ start: (control) => control.enqueue(new Uint8Array(buffer)) }),
  reader: (buffer) => bytes({ pull: (control) => control.byobRequest.respond(1) })
    .getReader({ mode: 'byob' }).read(new Uint8Array(buffer)),
};
const seen = {};
for (const [name, move] of Object.entries(ways)) {
  if (move === undefined) continue;
  const buffer = new ArrayBuffer(64);
  markAsUntransferable(buffer);
  try {
    await move(buffer);
    seen[name] = buffer.byteLength === 0 ? 'moved' : 'kept';
  } catch (error) {
    seen[name] = error.name;
  }
}
console.log(process.version, JSON.stringify(seen));
JS
for version in 20.20.2 22.23.3 24.21.0; do
  npm install --silent --no-fund --no-audit --prefix "node-$version" "node@$version"
  "node-$version/node_modules/node/bin/node" mark.mjs
done | tee seen
diff - seen <<'EXPECTED'
v20.20.2 {"structuredClone":"kept","stream":"moved","reader":"moved"}
v22.23.3 {"structuredClone":"DataCloneError","transfer":"moved","stream":"moved","reader":"moved"}
v24.21.0 {"structuredClone":"DataCloneError","transfer":"TypeError","stream":"TypeError","reader":"TypeError"}
EXPECTED
