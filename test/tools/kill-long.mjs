/**
 * SIGKILL at 200 random moments of runs of twenty posts, on the embedded store and, with MONGODB_TEST_URI, on MongoDB; two
 * runs beside each other. Prints each run's seed and moments. Run `npm run -s build` first. `KILL_MOMENTS`, `KILL_SEED` and
 * `KILL_PARALLEL` change the numbers.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const env = { KILL_MOMENTS: '200', KILL_PARALLEL: '2', ...process.env };
const ran = spawnSync(process.execPath, [vitest, 'run', 'test/kill.test.ts'], { cwd: root, env, stdio: 'inherit' });
process.exitCode = ran.status ?? 1;
