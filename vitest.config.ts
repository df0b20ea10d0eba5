import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // Journeys start real servers and real processes; two at a time fit the smallest CI machine.
    maxWorkers: 2,
  },
});
