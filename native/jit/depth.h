// libtorch's parsers call themselves for what is nested in a text, and end the process when the
// stack is used up: texts are measured before they are parsed. A worker's thread has 4 MB.
#pragma once

#include <string>

namespace nodetorch {

// A schema, or the text of a graph. Throws a RuntimeError that begins with `what` where brackets
// nest too deep.
void check_bracket_depth(const char* what, const std::string& text);

// TorchScript: brackets, indentation, and the operators of one expression too.
void check_script_depth(const char* what, const std::string& text);

}  // namespace nodetorch
