// The tools of this clone's own commands, too.

export { ensureTools, importTool } from '../setup/tools.mjs';
