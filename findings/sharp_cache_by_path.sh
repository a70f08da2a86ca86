#!/usr/bin/env bash
# sharp 0.35.5 (npm), Node 20.20.2, Linux x86-64: a file that is replaced under its path within one process.
# One would guess: sharp(path).raw().toBuffer() after the file has been overwritten gives the new pixels.
# What happens: it gives those of the old file, where both are WebP of one size: what libvips has opened it finds again
# by the path alone. metadata() and the promise report no error. sharp.cache(false) before the first file helps, as does
# handing over the bytes of the file instead of its path.
# Seen: "first 10,20,30 second 10,20,30 without cache 200,100,50".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5 >/dev/null
cat > run.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';

const flat = (r, g, b) => sharp({ create: { width: 8, height: 8, channels: 3, background: { r, g, b } } })
  .webp({ lossless: true }).toBuffer();
const read = async () => [...(await sharp('picture.webp').raw().toBuffer()).subarray(0, 3)].join();

const files = [await flat(10, 20, 30), await flat(200, 100, 50)];
writeFileSync('picture.webp', files[0]);
const first = await read();
writeFileSync('picture.webp', files[1]);
const second = await read();
sharp.cache(false);
const plain = await read();
console.log('first', first, 'second', second, 'without cache', plain);
if (first !== '10,20,30' || second !== first || plain !== '200,100,50') process.exit(1);
JS
node run.mjs
