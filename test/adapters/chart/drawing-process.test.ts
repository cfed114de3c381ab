/** The compiled charts: drawn in a process of their own, which is there only as long as it is needed. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Charts, GrowthChart } from '../../../src/ports.ts';

const compiled = z.object({ createCharts: z.custom<() => Charts>((value) => typeof value === 'function') });
const { createCharts } = compiled.parse(await import(new URL('../../../dist/adapters/chart/charts.js', import.meta.url).href));

/** As the report gives it: among the words are some that are functions. */
const given = { target: (value: string) => value };
const chart: GrowthChart = {
  locale: 'vi',
  theme: 'light',
  words: {
    ...given,
    followers: 'Người theo dõi',
    net: 'Tăng ròng',
    weeks: '12 tuần',
    noReading: 'Không có',
    empty: 'Chưa có',
  },
  title: 'Tuần 47',
  subtitle: 'Hạ Lam',
  weeks: [],
  target: null,
  days: [{ label: 'T2', followers: 120, net: 2 }],
  figures: [],
  note: null,
};

/** Ids of the processes that draw for this one. */
function drawers(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('drawing-process');
      } catch {
        return false;
      }
    });
}

function isPng(picture: Uint8Array): boolean {
  return Buffer.from(picture.subarray(1, 4)).toString() === 'PNG';
}

describe.skipIf(process.platform !== 'linux')('charts of the compiled program', () => {
  it('are drawn in another process, by a fresh one after twenty, which sees nothing of the environment', async () => {
    process.env.SECRET_OF_THE_TEST = 'do-not-hand-on';
    const charts = createCharts();
    const first = charts.growth(chart);
    await expect.poll(drawers).toHaveLength(1);
    const [one] = drawers();
    expect(readFileSync(`/proc/${one}/environ`, 'utf8')).not.toContain('do-not-hand-on');
    expect(isPng(await first)).toBe(true);
    const pictures = await Promise.all(Array.from({ length: 20 }, () => charts.growth(chart)));
    expect(pictures.every(isPng)).toBe(true);
    await expect.poll(drawers).not.toContain(one);
  });

  it('that fail because the process died are told, and the next one is drawn', async () => {
    const charts = createCharts();
    const before = new Set(drawers());
    const doomed = charts.growth(chart);
    doomed.catch(() => {});
    const mine = drawers().filter((pid) => !before.has(pid));
    for (const pid of mine) process.kill(pid, 'SIGKILL');
    expect(mine).toHaveLength(1);
    await expect(doomed).rejects.toThrow('its process ended (SIGKILL)');
    expect(isPng(await charts.growth(chart))).toBe(true);
  });

  it('go on when the group is told to end: what is being drawn is drawn', async () => {
    const charts = createCharts();
    expect(isPng(await charts.growth(chart))).toBe(true);
    for (const pid of drawers()) process.kill(pid, 'SIGTERM');
    expect(isPng(await charts.growth(chart))).toBe(true);
  });
});
