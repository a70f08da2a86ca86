// The JavaScript runtimes that nodetorch runs on. Imported before anything else, by the library too: nothing here may
// need what an older Node does not have.

/** The oldest Node that has everything used, of each line; a line between two of them is refused. */
const OLDEST = [[20, 17], [22, 2]];

export const WANTED = 'Node 20.17 or newer of version 20, or 22.2 or newer';

/** One sentence when this runtime cannot run nodetorch, else undefined. */
export function unsupportedRuntime(versions = process.versions) {
  if (versions.bun || versions.deno) return undefined;
  const [major, minor] = versions.node.split('.').map(Number);
  const newest = OLDEST[OLDEST.length - 1];
  if (major > newest[0] || OLDEST.some((line) => line[0] === major && minor >= line[1])) return undefined;
  return `nodetorch needs ${WANTED}; this is Node ${versions.node} (${process.execPath})`;
}
