/** Runs one measurement of the portal bench in a process of its own and prints what it cost. */
import { createPortal } from '../../dist/adapters/portal/portal.js';

const [, , name, port, dataDir] = process.argv;
const zone = 'Asia/Ho_Chi_Minh';
const hosts = Array.from({ length: 50 }, (_, i) => `127.0.0.${i + 1}`);
/** The most this process ever had, in MB. */
const peakMb = () => process.resourceUsage().maxRSS / 1024;
const residentMb = () => process.memoryUsage.rss() / 1024 / 1024;

async function measured(work) {
  globalThis.gc();
  const idle = Math.max(residentMb(), peakMb());
  const begun = performance.now();
  const result = await work();
  return { ...result, ms: performance.now() - begun, aboveIdleMb: Math.max(0, peakMb() - idle) };
}

async function collect() {
  const { openStores } = await import('../../dist/adapters/store/open.js');
  const { collect } = await import('../../dist/src/collecting/collect.js');
  const { plainSource } = await import('../../dist/src/source.js');
  const { wordsIn } = await import('../../dist/src/locale/words.js');
  const { createLog } = await import('../../dist/src/log.js');
  const sources = hosts.map((host) => plainSource(`http://${host}:${port}/rss`, zone));
  const portal = createPortal({ zone, privateHosts: hosts, sources });
  const stores = await openStores({ mongoUri: null, dataDir });
  const needs = { ...stores, portal, words: wordsIn('vi'), log: createLog('silent') };
  const round = async (at) => ({ counts: await collect(needs, { sources, zone, now: new Date(at) }) });
  await round('2026-11-22T12:00:00Z');
  const cost = await measured(() => round('2026-11-22T12:05:00Z'));
  await stores.close();
  return cost;
}

async function read() {
  const portal = createPortal({ zone, privateHosts: ['127.0.0.1'] });
  // What is loaded at first use belongs to idle.
  await portal.readFeed(`http://127.0.0.1:${port}/robots.txt`, null, new Date());
  return measured(async () => {
    const reading = await portal.readFeed(`http://127.0.0.1:${port}/rss`, null, new Date('2026-11-22T12:00:00Z'));
    return { outcome: reading.outcome === 'failed' ? `refused (${reading.problem.kind})` : reading.outcome };
  });
}

process.stdout.write(`${JSON.stringify(await (name === 'collect' ? collect() : read()))}\n`);
