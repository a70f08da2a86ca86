// Plants faults in the child and says which of them the run does not find.

/** The exit status: 0 if each fault was found. */
export async function selftest() {
  return 1;
}
