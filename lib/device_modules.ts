/** The modules of devices that are here. */
export * as cpu from './cpu.js';
export * as cuda from './cuda.js';
