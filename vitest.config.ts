import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/hermetic.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Half of the time a test waits for programs that it started, so that one worker a core is not too many.
    maxWorkers: '100%',
  },
});
