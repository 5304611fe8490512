import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Minutes each: begun last, they would keep one worker busy while the others have nothing left to do. */
const LONG = [
  'apps/cli/tests/scripts.test.ts',
  'tests/admin-center.test.ts',
  'tests/browser-accessibility.test.ts',
  'fuzz/tests/fuzz.test.ts',
  'tests/device-code.test.ts',
  'tests/nodes.test.ts',
  'tests/connect.test.ts',
  'tests/graph-commands.test.ts',
  'tests/browser.test.ts',
  'apps/cli/tests/lab-fault.test.ts',
  'services/directory/tests/postgres.test.ts',
  'tests/admin-guide.test.ts',
  'tests/attacks-ws-trust.test.ts',
  'tests/start-up-faults.test.ts',
  'tests/browser-own-certificates.test.ts',
  'tests/kill-9.test.ts',
  'tests/peers/single-logout.test.ts',
  'tests/peers/simplesamlphp-provider.test.ts',
  'tests/peers/mod-auth-openidc.test.ts',
  'apps/cli/tests/first-organisation.test.ts',
  'apps/cli/tests/retire-ad-fs.test.ts',
  'tests/request-lists.test.ts',
  'services/federation/tests/metadata.test.ts',
  'interop/java-msal.test.ts',
  'interop/java-fediz.test.ts',
];

/** Those of `LONG` first, in its order; the others as vitest would have them, larger files first. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONG.indexOf(relative(import.meta.dirname, moduleId));
      return place === -1 ? LONG.length : place;
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

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
    sequence: { sequencer: LongFirst },
    // Real servers and a real browser on shared machines: a hang must end, slowness must not fail.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
