import { signature } from '../../arguments/signature.js';
import { maskedCrc32c } from './crc32c.js';

/** What a {@link RecordWriter} writes to: a file, or what is like one. */
export interface ByteWriter {
  write(data: Uint8Array): unknown;
  flush(): unknown;
  close(): unknown;
  readonly closed?: boolean;
}

const takes = {
  init: signature('RecordWriter(writer: ByteWriter)'),
  write: signature('RecordWriter.write(self, data: Uint8Array)'),
};

/**
 * Writes records as TensorFlow's files have them: each with its length before it, and checksums of both
 * (`torch.utils.tensorboard.RecordWriter`).
 */
export class RecordWriter {
  readonly _writer: ByteWriter;

  constructor(...args: typeof takes.init.args) {
    [this._writer] = takes.init.list(args);
  }

  /** One record. */
  write(...args: typeof takes.write.args): void {
    const [data] = takes.write.list(args);
    this._writer.write(recordOf(data));
  }
  /** Flushes what it writes to. */
  flush(): void {
    this._writer.flush();
  }
  /** Closes what it writes to. */
  close(): void {
    this._writer.close();
  }
  /** Whether what it writes to is closed. */
  get closed(): boolean {
    return this._writer.closed === true;
  }
}

/** The record of some bytes: length, its checksum, the bytes, their checksum. */
function recordOf(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return record;
}
