import { signature } from '../../../arguments/signature.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { make_np } from '../arrays.js';
import { gif } from '../gif.js';
import { prepareVideo, toBytes } from '../layouts.js';
import type { ImageMessage, SummaryDict } from '../messages.js';

/**
 * Frames (T, H, W, 3) of uint8 as a GIF file that begins again at its end
 * (`torch.utils.tensorboard.summary.make_video`). A GIF has 256 colours a frame, and waits hundredths of a second: of
 * more colours the nearest are taken, and `fps` is rounded to what can be waited.
 */
export const make_video = signature('make_video(tensor: Tensor, fps: float) -> ImageMessage').define(
  (tensor, fps): ImageMessage => {
    const [, height, width, colorspace] = tensor.shape as unknown as [number, number, number, number];
    const frames = Array.from({ length: tensor.shape[0]! }, (_, i) => rgb(tensor.select(0, i)));
    return { height, width, colorspace, encoded_image_string: gif(frames, width, height, Math.round(100 / fps)) };
  });

function rgb(frame: Tensor): Uint8Array {
  const channels = frame.shape[2];
  if (channels !== 1 && channels !== 3) throw new TypeError(`make_video(): frames should have 1 or 3 channels, got ${channels}`);
  return frame.expand(-1, -1, 3).contiguous().numpy() as Uint8Array;
}

/**
 * Videos (N, T, C, H, W), beside each other, of numbers from 0 to 1, of uint8 from 0 to 255
 * (`torch.utils.tensorboard.summary.video`).
 */
export const video = signature('video(tag: str, tensor: ArrayData, fps: float = 4) -> SummaryDict').define(
  (tag, tensor, fps): SummaryDict =>
    ({ value: [{ tag, image: make_video(toBytes(prepareVideo(make_np(tensor))), fps) }] }));
