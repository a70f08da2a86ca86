/** `torch.signal.windows`: window functions for spectra and filters. */
export * from './windows/windows.js';
export * as windows from './windows/windows.js';
