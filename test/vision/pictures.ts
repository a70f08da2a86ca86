// The pictures of scripts/golden/images.py and vision_transforms.py, and how a result is told.
import { createHash } from 'node:crypto';
import * as Image from 'nodetorch/vision/image';

const channels: Record<string, number> = { L: 1, LA: 2, RGB: 3, RGBA: 4 };

export function madePicture(mode: string, size: [number, number]): Image.Image {
  let state = size[0] * 1000 + size[1] + channels[mode]!;
  const data = new Uint8Array(size[0] * size[1] * channels[mode]!);
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  return Image.frombytes(mode, size, data);
}

export function flatPicture(mode: string, size: [number, number]): Image.Image {
  return Image.frombytes(mode, size, new Uint8Array(size[0] * size[1] * channels[mode]!).fill(77));
}

export function digest(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex').slice(0, 12);
}

export function toldPicture(image: Image.Image): string {
  return `${image.mode} ${image.width} ${image.height} ${digest(image.tobytes())}`;
}
