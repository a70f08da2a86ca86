// Read by every Node of an emulated run, before anything else: what it starts as `process.execPath` is the launcher,
// since the kernel of this machine cannot run the binary itself.
if (process.env.NODETORCH_NODE) process.execPath = process.env.NODETORCH_NODE;
