import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** In the order in which they begin; then all others. The crash stories work most, so what waits most keeps them company. */
const WAITING = ['failure-issue', 'delivery-report', 'alarm', 'recover', 'fan-out', 'answers', 'trouble'];
const LONGEST = [
  '/journey/crash-',
  ...WAITING.map((name) => `/journey/${name}.`),
  '/journey/process',
  '/store/postgres',
  '/journey/',
  '/fuzz/',
  '',
];

/** What takes minutes begins first, or one worker would still be at it when the other has nothing left. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      LONGEST.findIndex((part) => part === '' || moduleId.includes(part));
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/**
 * These leave nothing behind in their process, so the files share it, and load the modules once: half the time. One looks at the
 * memory of its process.
 */
const UNITS = [
  'test/{core,config,sandbox,github,senders,web,cli,contract}/**/*.test.ts',
  'test/flow/!(send-memory).test.ts',
];
/** These share one Chromium. */
const BROWSER = ['test/browser/**/*.test.ts'];

export default defineConfig({
  test: {
    // No secret is in anything that the product says while any of them runs.
    setupFiles: ['test/build/said-check.ts'],
    globalSetup: ['test/build/compile-once.ts'],
    // Only what hangs takes so long, however slow the machine is.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 25 } },
    // Journeys wait as long as they work, so four keep two cores busy.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'units', include: UNITS, isolate: false } },
      {
        extends: true,
        test: { name: 'browser', include: BROWSER, globalSetup: ['test/build/chromium.ts'] },
      },
      {
        extends: true,
        test: { name: 'others', include: ['test/**/*.test.ts'], exclude: [...UNITS, ...BROWSER] },
      },
    ],
  },
});
