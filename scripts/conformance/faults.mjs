// Mistakes made on purpose, one at a time, to see that the run finds each (`npm run conformance -- selftest`).

/** name: {plant, finds}; `plant` has hooks of replay.mjs, `finds` says what the report must say. */
export const faults = {};
