import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Not the newsroom's zone: a date that leans on the host's zone fails here.
    env: { TZ: 'America/St_Johns' },
    // Every call to a Bot API, whichever process of the run makes it, is held against the published list.
    execArgv: ['--import', new URL('./test/tools/record-calls.mjs', import.meta.url).href],
    setupFiles: ['test/specs/hold-calls.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'jobs/**/*.ts', 'adapters/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 90 },
    },
  },
});
