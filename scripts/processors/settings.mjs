// What decides which kernels compute, and so the last digits of every number: data for test_processors.mjs.

import fs from 'node:fs';

/** Names of what this processor can do, from the kernel; none where there is no /proc. */
export function processorFlags(text = fs.existsSync('/proc/cpuinfo') ? fs.readFileSync('/proc/cpuinfo', 'utf8') : '') {
  return new Set(/^flags\s*:\s*(.*)$/m.exec(text)?.[1].split(' ') ?? []);
}

/**
 * libtorch's own kernels are compiled once for each of these. It takes the word of the variable without asking the
 * processor: `avx512` where there is none ends the process, so each says what it needs.
 */
const KERNELS = [
  { name: 'default', needs: [], env: { ATEN_CPU_CAPABILITY: 'default' } },
  { name: 'avx2', needs: ['avx2', 'fma'], env: { ATEN_CPU_CAPABILITY: 'avx2' } },
  {
    name: 'avx512',
    needs: ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl', 'fma'],
    env: { ATEN_CPU_CAPABILITY: 'avx512' },
  },
];

/**
 * MKL (products, LAPACK, FFT) and oneDNN (convolutions, LSTM) at their least and at their most; both take what the
 * processor can do where more is named. MKL_ENABLE_INSTRUCTIONS is read on Intel's processors only; there and elsewhere
 * MKL_CBWR=COMPATIBLE chooses code without fused multiplication. Seen on an AMD EPYC with AVX2: MKL_ENABLE_INSTRUCTIONS
 * changes no digit, MKL_CBWR those of products and decompositions, ONEDNN_MAX_CPU_ISA those of convolutions,
 * ATEN_CPU_CAPABILITY those of nearly everything, threads those of long sums.
 */
const LIBRARIES = [
  { name: 'lowest', env: { MKL_ENABLE_INSTRUCTIONS: 'SSE4_2', MKL_CBWR: 'COMPATIBLE', ONEDNN_MAX_CPU_ISA: 'SSE41' } },
  { name: 'highest', env: { MKL_ENABLE_INSTRUCTIONS: 'AVX512_E4', ONEDNN_MAX_CPU_ISA: 'ALL' } },
];

const THREADS = [1, 2].map((count) => ({
  name: `${count}`,
  env: { OMP_NUM_THREADS: `${count}`, MKL_NUM_THREADS: `${count}` },
}));

/** Every combination, and what the processor lacks for it. */
export function settings(flags = processorFlags()) {
  return KERNELS.flatMap((kernels) => LIBRARIES.flatMap((libraries) => THREADS.map((threads) => ({
    name: `${kernels.name}/${libraries.name}/${threads.name}`,
    missing: kernels.needs.filter((flag) => !flags.has(flag)),
    env: { ...kernels.env, ...libraries.env, ...threads.env },
  }))));
}

/** The kernels that are farthest from those of a processor of today: `npm test` runs the lessons with them, too. */
export const PLAIN = { ...KERNELS[0].env, ...LIBRARIES[0].env };
