/** Names of events. */
import { profiling } from '../../addon/doors.js';
import { py_repr } from '../../python/repr.js';

/** What memory is allocated and freed under, outside of all operators. */
export const memoryEvent = '[memory]';
export const outOfMemoryEvent = '[OutOfMemory]';

/** What lists of events leave out: the profiler's own, and questions to tensors. */
const left_out = new Set([
  memoryEvent, outOfMemoryEvent, 'profiler::_record_function_enter', 'profiler::_record_function_enter_new',
  'profiler::_record_function_exit', 'aten::is_leaf', 'aten::output_nr', 'aten::_version',
]);

export const isLeftOut = (name: string): boolean => left_out.has(name);

/**
 * Names of C++ as they are read (`torch.autograd.profiler_util.StringTable`): `table.get('_ZN2at3addEv')` is
 * `at::add()`, and any other text itself.
 */
export class StringTable extends Map<string, string> {
  override get(key: string): string {
    let found = super.get(key);
    if (found === undefined) this.set(key, (found = key.length > 1 ? profiling.profiler_demangle(key) : key));
    return found;
  }
  override toString(): string {
    return py_repr(Object.fromEntries(this));
  }
}

/** The name under which all steps of a schedule are summed up. */
export const withWildcard = (name: string): string => (name.startsWith('ProfilerStep#') ? 'ProfilerStep*' : name);
