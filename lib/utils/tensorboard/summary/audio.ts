import { signature } from '../../../arguments/signature.js';
import { int16 } from '../../../values/dtype.js';
import { AssertionError } from '../../../values/errors.js';
import { make_np } from '../arrays.js';
import type { SummaryDict } from '../messages.js';

/** The bytes of a WAV file: one channel of 16 bits. */
function wav(samples: Int16Array, sample_rate: number): Uint8Array {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + 2 * samples.length, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sample_rate, 24);
  file.writeUInt32LE(2 * sample_rate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, i) => file.writeInt16LE(sample, 44 + 2 * i));
  return file;
}

/**
 * Sound between -1 and 1, as a WAV file (`torch.utils.tensorboard.summary.audio`): (1, L) or (L). What is beyond is
 * cut, and told. Throws an AssertionError for more than one channel.
 */
export const audio = signature('audio(tag: str, tensor: ArrayData, sample_rate: int = 44100) -> SummaryDict').define(
  (tag, tensor, sample_rate): SummaryDict => {
    let array = make_np(tensor).squeeze();
    if (array.abs().max().item() as number > 1) {
      console.log('warning: audio amplitude out of range, auto clipped.');
      array = array.clip(-1, 1);
    }
    if (array.dim() !== 1) throw new AssertionError('input tensor should be 1 dimensional.');
    const samples = array.mul(32767).to(int16).contiguous().numpy() as Int16Array;
    const held = {
      sample_rate, num_channels: 1, length_frames: samples.length,
      encoded_audio_string: wav(samples, Math.trunc(sample_rate)),
      content_type: 'audio/wav',
    };
    return { value: [{ tag, audio: held }] };
  });
