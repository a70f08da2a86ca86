// Shared libraries: opened by name and asked for what they have. Each kind of system has its own
// way: posix/, windows/.
#pragma once

#include <filesystem>
#include <string>

namespace nodetorch {

struct Opening {
  bool global = false;  // what it has is found by the libraries opened after it
  bool lazy = false;    // functions that it lacks are missed when they are called
};

// Null if it cannot be opened; then library_error() says why.
void* open_library(const std::string& path, Opening how = {});
std::string library_error();

// A library that is open already, or null. close_library() gives it back.
void* find_open_library(const char* name);
void close_library(void* library);

// A function or variable; null if the library does not have it.
void* symbol_of(void* library, const char* name);

// The same of whatever the process has opened for all to see.
void* process_symbol(const char* name);

// The file that a function comes from; empty if that is not known.
std::filesystem::path library_of(const void* function);

}  // namespace nodetorch
