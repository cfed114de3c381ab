import { describe, expect, it } from 'vitest';
import { hour, minute } from '../../../src/time.ts';
import { createFakeDesk, pageId, start } from '../../fakes/desk.ts';
import { aScheduled, putScheduled } from '../../fakes/processes.ts';

const by = { id: 7, name: 'Lan' };
const decision = { page: null, kind: 'mourning' as const, why: 'Quốc tang', by, from: start, until: null };

describe('a pause', () => {
  it('holds all that is due, loses nothing, and lets it go when somebody resumes', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 2);
    await desk.app.pause(decision);
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    expect(await desk.ports.notices.pending(10)).toEqual([]);
    expect(await desk.app.resume({ page: null, id: null, by })).toMatchObject([{ why: 'Quốc tang', ended: { by, at: start } }]);
    expect(await desk.app.pauses()).toEqual([]);
    await desk.app.run('schedule');
    desk.pass(minute);
    await desk.app.run('publish');
    expect(desk.page.sends).toHaveLength(2);
  });

  it('ends by itself when its time is over, and begins when it is said to', async () => {
    const desk = await createFakeDesk();
    const at = (hours: number) => new Date(start.getTime() + hours * hour);
    await desk.app.pause({ ...decision, from: at(1), until: at(3) });
    const sentAfter = async (hours: number) => {
      desk.pass(at(hours).getTime() - desk.clock().getTime());
      await desk.ports.posts.add(aScheduled(Math.round(hours * 10), desk.clock()));
      await desk.app.run('publish');
      return desk.page.sends.length;
    };
    expect(await sentAfter(0.5)).toBe(1);
    expect(await sentAfter(1)).toBe(1);
    expect(await sentAfter(2.9)).toBe(1);
    expect(await sentAfter(3)).toBeGreaterThan(1);
  });

  it('of one Page leaves the others alone, and is ended by naming it', async () => {
    const desk = await createFakeDesk();
    await desk.app.pause({ ...decision, page: pageId });
    await expect(desk.app.pause({ ...decision, page: '999' })).rejects.toThrow('there is no Page 999');
    expect(await desk.app.resume({ page: null, id: null, by })).toEqual([]);
    expect(await desk.app.resume({ page: pageId, id: null, by })).toHaveLength(1);
  });

  it('decided twice by a press that came twice is one, and one that is over before it begins is none', async () => {
    const desk = await createFakeDesk();
    await desk.app.pause(decision);
    await desk.app.pause(decision);
    expect(await desk.app.pauses()).toHaveLength(1);
    expect(await desk.app.pause({ ...decision, until: start })).toEqual({ outcome: 'over' });
  });

  it('that begins while the Page is being looked at holds the post that was about to go out', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    const { postsSince } = desk.page;
    desk.page.postsSince = async (since) => {
      await desk.app.pause(decision);
      return postsSince(since);
    };
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    expect(await desk.ports.posts.withStatus('scheduled', 10)).toHaveLength(1);
  });
});
