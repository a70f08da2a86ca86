import { signature } from '../../arguments/signature.js';

const takes = signature(`TaskSpec(stmt: str, setup: str, global_setup: str = "", label: str = None, sub_label: str = None,
  description: str = None, env: str = None, num_threads: int = 1)`);

const indented = (text: string): string => text.replaceAll(/^(?=.*\S)/gm, '  ');

/** What was measured, and what it is called (`torch.utils.benchmark.TaskSpec`). */
export class TaskSpec {
  declare readonly stmt: string;
  declare readonly setup: string;
  declare readonly global_setup: string;
  declare readonly label: string | null;
  declare readonly sub_label: string | null;
  declare readonly description: string | null;
  declare readonly env: string | null;
  declare readonly num_threads: number;

  constructor(...args: typeof takes.args) {
    Object.assign(this, takes.read(args));
  }

  /** The label, or the statement where it has none. */
  get title(): string {
    const { label, sub_label, stmt } = this;
    const name = label ?? (stmt.includes('\n') ? null : stmt);
    if (name !== null) return name + (sub_label ? `: ${sub_label}` : '');
    return `stmt:${sub_label ? ` (${sub_label})` : ''}\n${indented(stmt)}`;
  }

  /** The set-up, as texts of measurements show it. */
  setup_str(): string {
    const { setup } = this;
    if (setup === 'pass' || setup === '') return '';
    return setup.includes('\n') ? `setup:\n${indented(setup)}` : `setup: ${setup}`;
  }

  /** All of it, in lines. */
  summarize(): string {
    return [this.title, this.description ?? '', this.setup_str()].filter((each) => each !== '')
      .map((each) => (each.includes('\n') ? `${each}\n` : each)).join('\n');
  }

  /** Whether replicates of one are replicates of the other: equal in everything. */
  equals(other: TaskSpec): boolean {
    return keyOf(this) === keyOf(other);
  }
}

/** Equal for equal tasks. */
export const keyOf = (task: TaskSpec): string => JSON.stringify({ ...task });
