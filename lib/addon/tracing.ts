/** How many functions are being traced by libtorch's tracer, in this thread. */
export const tracing = { count: 0 };
