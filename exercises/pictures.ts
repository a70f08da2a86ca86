/** Where the lessons put their pictures. */
import { basename, join, relative } from 'node:path';
import type { Figure } from 'nodetorch/plot';

export type Draw = (name: string, figure: () => Figure) => Promise<void>;

/**
 * A function that saves a picture in `folder` and says where; in a notebook it shows the picture instead. The figure is
 * made only then, so a run that wants no pictures (`folder` null) computes nothing for them. Drawing needs packages
 * that npm may have left out; without them the lesson goes on, and says so once.
 */
export function draw_into(folder: string | null): Draw {
  let off = folder === null;
  return async (name, figure) => {
    if (off || folder === null) return;
    try {
      const picture = figure();
      if (await picture.show()) return;
      const file = await picture.save(join(folder, name));
      const shown = relative('', file);
      console.log(`picture: ${shown.startsWith('..') ? file : shown}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      off = true;
      console.error(`note: no picture ${basename(name)}: ${(error as Error).message}`);
    }
  };
}
