import type { Handle } from '../native.js';

/** The functions of native/data/dlpack.cpp and native/data/file_check.cpp. */
export interface DlpackNative {
  /** The tensor that a consumer of a tensor's capsule gets. */
  dlpack_alias(tensor: Handle, versioned: boolean, read_only: boolean): Handle;
  /** An object that another addon can take the tensor out of, once. */
  dlpack_pack(tensor: Handle, versioned: boolean, read_only: boolean): object;
  /** The tensor in such an object; null for anything else. */
  dlpack_take(packed: unknown): Handle | null;
  /** Throws for what DLPack cannot say. */
  dlpack_check(tensor: Handle): void;
  /** libtorch's FileCheck: checks, or a text with comments that say what to check. */
  file_check(
    checks: readonly (readonly [kind: string, text: string, count: number, exactly: boolean])[], text: string,
    annotations: string | null,
  ): void;
}
