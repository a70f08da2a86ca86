/** Samples in place of their differences from their neighbours. */

/** Undoes what was done to the lines of a strip, in place. Throws an Error for predictors that are not known. */
export function undoPredictor(
  predictor: number, bytes: Uint8Array, line: number, samples: number, bits: number, little: boolean,
): void {
  if (predictor === 1) return;
  if (predictor !== 2 && predictor !== 3) throw new Error(`TIFF predictor ${predictor} is not supported`);
  if (predictor === 3 ? bits !== 32 : ![8, 16, 32].includes(bits)) {
    throw new Error(`TIFF predictor ${predictor} is not supported with ${bits} bits`);
  }
  for (let at = 0; at < bytes.length; at += line) {
    const row = bytes.subarray(at, at + line);
    if (predictor === 3) floats(row, samples, little);
    else if (bits === 8) for (let i = samples; i < row.length; i++) row[i]! += row[i - samples]!;
    else words(row, samples, bits, little);
  }
}

function words(row: Uint8Array, samples: number, bits: number, little: boolean): void {
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  const size = bits / 8;
  for (let at = samples * size; at + size <= row.length; at += size) {
    const before = at - samples * size;
    if (size === 2) view.setUint16(at, view.getUint16(at, little) + view.getUint16(before, little), little);
    else view.setUint32(at, view.getUint32(at, little) + view.getUint32(before, little), little);
  }
}

/** The highest bytes of all floats of a line come first, then the second, each as a difference. */
function floats(row: Uint8Array, samples: number, little: boolean): void {
  for (let i = samples; i < row.length; i++) row[i]! += row[i - samples]!;
  const apart = row.slice();
  const count = row.length / 4;
  for (let i = 0; i < count; i++) {
    for (let byte = 0; byte < 4; byte++) row[4 * i + (little ? 3 - byte : byte)] = apart[byte * count + i]!;
  }
}
