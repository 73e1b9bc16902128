import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // Workers run bundles, which must be those of the sources that are tested.
    globalSetup: 'test/build-workers.ts',
    pool: 'forks',
    // Two cores: more workers would only take turns. Correctness tests carry no time limits of their own.
    maxWorkers: 2,
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
  },
});
