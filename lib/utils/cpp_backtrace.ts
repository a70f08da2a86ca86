/** `torch.utils.cpp_backtrace`. */
import { wholeProcess } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { kind } from '../arguments/kinds.js';

const count = kind((value) => Number.isInteger(value) && (value as number) >= 0, 'a non-negative int');

/**
 * The calls of C++ that this thread is in, one in a line, the innermost first (`torch.utils.get_cpp_backtrace`): of
 * Node, of the addon, and of libtorch. Throws a TypeError for what is no number of frames.
 */
export const get_cpp_backtrace = signature(
  'get_cpp_backtrace(frames_to_skip: int = 0, maximum_number_of_frames: int = 64) -> str', { int: count }).define(
  (frames_to_skip, maximum_number_of_frames) =>
    wholeProcess.cpp_backtrace(frames_to_skip, maximum_number_of_frames));
