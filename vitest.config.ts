import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{core,services,protocols,apps}/*/{src,tests}/**/*.test.ts',
      'lab/{src,tests}/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'fuzz/{src,tests}/**/*.test.ts',
      'tests/**/*.test.ts',
      // Clients of other ecosystems, for which somebody has to install a toolchain: only when asked for.
      ...(process.env['SIGNET_INTEROP'] === undefined ? [] : ['interop/*.test.ts']),
    ],
    pool: 'forks',
    // One more than there are cores: suites wait for servers, browsers and databases much of the time.
    maxWorkers: availableParallelism() + 1,
    // Real servers and a real browser on shared machines: a hang must end, slowness must not fail.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
