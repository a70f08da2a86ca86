/** The notebook that a program runs in, if it does. */
import type { Displayed, MimeBundle } from './display.js';

/** Messages of Jupyter's protocol that are sent to the notebook's page. */
export interface Kernel {
  /** Shows an object below the running cell. */
  show(object: Displayed): Promise<void>;
  /** Shows a bundle below the running cell; the function that comes back puts another in its place. */
  place(bundle: MimeBundle): (bundle: MimeBundle) => void;
}

/** What Deno's kernel offers of it. */
interface DenoJupyter {
  display(object: unknown): Promise<void>;
  broadcast(type: string, content: Readonly<Record<string, unknown>>): Promise<void> | undefined;
}

function denoJupyter(): DenoJupyter | undefined {
  try {
    const { Deno } = globalThis as { Deno?: { jupyter?: DenoJupyter } };
    return typeof Deno?.jupyter?.broadcast === 'function' ? Deno.jupyter : undefined;
  } catch {
    // Outside of its kernel Deno throws for the name.
    return undefined;
  }
}

let places = 0;

/** The kernel of the notebook that this is; null in a program. */
export function kernel(): Kernel | null {
  const jupyter = denoJupyter();
  if (jupyter === undefined) return null;
  return {
    show: (object) => jupyter.display(object),
    place(first) {
      places += 1;
      const transient = { display_id: `nodetorch-${process.pid}-${places}` };
      const send = (type: string, data: MimeBundle): void => {
        // A page that is gone is no reason to end the program.
        jupyter.broadcast(type, { data, metadata: {}, transient })?.catch(() => {});
      };
      send('display_data', first);
      return (bundle) => send('update_display_data', bundle);
    },
  };
}
