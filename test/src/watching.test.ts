import { describe, expect, it } from 'vitest';
import { hour, minute } from '../../src/time.ts';
import { healthOf, metricsOf } from '../../src/watching.ts';
import { createFakeDesk, type FakeDesk, pageId, start } from '../fakes/desk.ts';
import { putScheduled, refusal } from '../fakes/processes.ts';

async function health(desk: FakeDesk) {
  return healthOf(await desk.app.status(), desk.clock());
}

describe('the desk is ready', () => {
  it('when nothing is known against it', async () => {
    const desk = await createFakeDesk();
    expect(await health(desk)).toEqual({ live: true, ready: true, why: [] });
    await desk.app.run('collect');
    desk.pass(hour);
    expect((await health(desk)).ready).toBe(true);
  });

  it('again after a job that failed has worked', async () => {
    const desk = await createFakeDesk();
    const broken = { ...desk.ports, posts: { ...desk.ports.posts, withStatus: async () => Promise.reject(new Error('locked')) } };
    const { createApp } = await import('../../src/app.ts');
    await createApp(broken, desk.config).run('publish');
    expect(await health(desk)).toEqual({ live: true, ready: false, why: ['job publish failed: locked'] });
    await desk.app.run('publish');
    expect((await health(desk)).ready).toBe(true);
  });
});

describe('the desk is not ready', () => {
  it('when nothing was collected for more than an hour', async () => {
    const desk = await createFakeDesk();
    await desk.app.run('collect');
    desk.pass(hour + 1);
    expect(await health(desk)).toMatchObject({ ready: false, why: ['collecting has not run for an hour'] });
  });

  it('when a Page stands still', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    desk.page.script.push({ outcome: { outcome: 'refused', refusal: refusal('token'), duplicate: false }, lands: false });
    await desk.app.run('publish');
    expect(await health(desk)).toMatchObject({ ready: false, why: [`Page ${pageId} is stopped: token`] });
  });
});

it('the figures count posts by status, runs by job, and Pages that stand still', async () => {
  const desk = await createFakeDesk();
  await putScheduled(desk, 2);
  await desk.app.run('publish');
  await desk.app.run('count-followers');
  desk.pass(minute);
  const metrics = metricsOf(await desk.app.status(), 1024);
  const value = (name: string, labels: Record<string, string>) =>
    metrics.find((metric) => metric.name === name)?.samples.find((sample) => JSON.stringify(sample.labels) === JSON.stringify(labels))?.value;
  expect(value('fanpage_posts', { status: 'published' })).toBe(2);
  expect(value('fanpage_posts', { status: 'failed' })).toBe(0);
  expect(value('fanpage_job_last_run_seconds', { job: 'count-followers' })).toBe(start.getTime() / 1000);
  expect(value('fanpage_job_ok', { job: 'publish' })).toBe(1);
  expect(value('fanpage_page_stopped', { page: pageId })).toBe(0);
  expect(value('fanpage_followers', { page: pageId })).toBeGreaterThan(0);
  expect(value('fanpage_published_day', { page: pageId })).toBe(2);
  expect(value('fanpage_overdue_seconds', { page: pageId })).toBe(0);
  expect(value('fanpage_articles', { state: 'collected' })).toBe(0);
  expect(value('fanpage_resident_bytes', {})).toBe(1024);
  const names = metrics.map((metric) => metric.name);
  expect(new Set(names).size).toBe(names.length);
});
