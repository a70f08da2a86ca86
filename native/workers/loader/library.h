// What the loader needs of the system: posix/, windows/.
#ifndef NODETORCH_LOADER_LIBRARY_H
#define NODETORCH_LOADER_LIBRARY_H

// Opens a library for the whole process, and never closes it: libtorch cannot be unloaded. Returns
// NULL, or the reason why it does not open, which the next call overwrites.
const char* open_for_all(const char* path);

#endif
