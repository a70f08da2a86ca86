/** An exception of a program of TorchScript's (`torch.jit.Error`, also `torch.JITException`). */
export class JITException extends Error {
  override name = 'JITException';
}

/** libtorch cannot go on (`torch.FatalError`). */
export class FatalError extends Error {
  override name = 'FatalError';
}
