/** Imported before all else by what people import: an old runtime is told so, not by the first thing that it lacks. */
import { unsupportedRuntime } from '../../lib/addon/installed/runtime.mjs';

const problem = unsupportedRuntime();
if (problem !== undefined) throw new Error(problem);
