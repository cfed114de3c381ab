/** Runs the seeds that come as messages, and sends back what came of each. */
import { parentPort, workerData } from 'node:worker_threads';
import { runSeed } from './run-seed.ts';

const days = Number(workerData.days);
parentPort?.on('message', async (seed: number) => {
  parentPort?.postMessage(await runSeed(seed, days));
});
