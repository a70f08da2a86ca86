// Operators in which libtorch itself ends the process, from Python too, for arguments that only a caller inside PyTorch
// would never give. The fuzz skips them and prints them.

/** operator -> why, as seen with the same arguments in Python. */
export const knownCrashes = {};
