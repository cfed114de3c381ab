/** Reads the weekly report of every Page from the store in the folder given; tells milliseconds, and megabytes at the most, on stdout. */
import { openStores } from '../../dist/adapters/store/open.js';
import { calendarOf } from '../../dist/src/reporting/growth-report.js';
import { readReport } from '../../dist/src/reporting/read-report.js';
import { weekSpan } from '../../dist/src/reporting/span.js';

const [dataDir, pages, week] = process.argv.slice(2);
const zone = 'Asia/Ho_Chi_Minh';
const stores = await openStores({ mongoUri: null, dataDir });
const calendar = calendarOf(weekSpan(week, zone), zone);
const targets = [{ name: 'Người theo dõi', measure: 'followers', value: 50_000, by: '2027-12-31' }];
const begun = performance.now();
const cpu = process.cpuUsage();
let known = 0;
for (let page = 0; page < Number(pages); page++) {
  const { report } = await readReport(stores, { page: String(1000 + page), calendar, targets });
  if (report.followers.net !== null && report.gaps.length === 0 && report.posts.published === 42 && report.top.length === 3) known += 1;
}
const ms = performance.now() - begun;
const used = process.cpuUsage(cpu);
const cpuMs = (used.user + used.system) / 1000;
await stores.close();
process.stdout.write(JSON.stringify({ ms: Math.round(ms), cpuMs: Math.round(cpuMs), megabytes: Math.round(process.resourceUsage().maxRSS / 1024), known }));
