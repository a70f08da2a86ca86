// Faster forms of single operators for which a recording knows enough: what the operator gives, to
// the last bit, without what it costs besides.
#pragma once

#include "compile/recording.h"

namespace nodetorch::compile {

// Gives instructions such a form where there is one. After the passes that look at operators.
void use_kernels(Recording& recording);

// A view of a strided tensor, by its sizes and strides. Null where a result is more than memory:
// it leaves the recording, is written to, or is no view of its first argument.
std::unique_ptr<Kernel> make_view(const Recording& recording, const Instruction& instruction);

// max_pool2d_with_indices of contiguous floats, without dilation.
std::unique_ptr<Kernel> make_max_pool2d(const Recording& recording, const Instruction& instruction);

// Counters of steps: tensors of one float each, to which a number is added.
std::unique_ptr<Kernel> make_count(const Recording& recording, const Instruction& instruction);

}  // namespace nodetorch::compile
