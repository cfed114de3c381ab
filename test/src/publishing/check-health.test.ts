import { describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { plainNewsroom, plainRules } from '../../../src/newsroom.ts';
import type { PageHealth } from '../../../src/ports.ts';
import { hour, minute } from '../../../src/time.ts';
import { chatId, createFakeDesk, createFakePage, type FakeDesk, pageId, start } from '../../fakes/desk.ts';
import { anotherProcess, dyingAt, linkOf, postOf, putScheduled, refusal, timesOnPage, told } from '../../fakes/processes.ts';

const day = 24 * hour;
const good: PageHealth = {
  name: 'Hạ Lam',
  appId: '900',
  valid: true,
  expiresAt: null,
  dataAccessExpiresAt: null,
  scopes: ['pages_manage_posts', 'pages_read_engagement', 'pages_show_list'],
};

async function check(desk: FakeDesk, health: Partial<PageHealth> = {}): Promise<Readonly<Record<string, number>>> {
  desk.page.healthAnswer = { outcome: 'read', value: { ...good, ...health } };
  const outcome = await desk.app.run('check-health');
  if (outcome.outcome !== 'done') throw new Error('not done');
  return outcome.counts;
}

async function stoppedFor(desk: FakeDesk): Promise<string | null> {
  return (await desk.ports.pages.get(pageId))?.stopped?.reason ?? null;
}

describe('a Page is stopped', () => {
  it('when its token is not valid, before any post meets it, and staff hear it once', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    for (let i = 0; i < 3; i++) expect(await check(desk, { valid: false })).toMatchObject({ healthy: 0, stopped: 1, unread: 0 });
    await desk.app.run('publish');
    expect(desk.page.sends).toEqual([]);
    expect(await stoppedFor(desk)).toBe('token');
    await told(desk);
    expect(await told(desk)).toEqual([expect.stringContaining('Tạm dừng')]);
  });

  it('and is called as staff call it', async () => {
    const desk = await createFakeDesk();
    const rules = plainRules({ times: 'asap', gapMinutes: 0, zone: 'Asia/Ho_Chi_Minh' }, { mode: 'required' });
    const pages = ['Hạ Lam', 'Du lịch'].map((name, place) => ({
      ...rules,
      id: String(100 + place),
      token: 't',
      name,
      language: null,
      chat: chatId,
      topic: null,
    }));
    const fanPages = pages.map(({ id }) => createFakePage(id, desk.clock));
    for (const page of fanPages) page.healthAnswer = { outcome: 'read', value: { ...good, valid: false } };
    await createApp({ ...desk.ports, fanPages }, { ...desk.config, pages, newsroom: plainNewsroom(rules, [], []) }).run('check-health');
    const notices = (await desk.ports.notices.pending(5)).map(({ text }) => text);
    expect(notices).toEqual([expect.stringContaining('lên Trang Hạ Lam.'), expect.stringContaining('lên Trang Du lịch.')]);
  });

  it.each(['pages_manage_posts', 'pages_read_engagement'])('when %s is not granted', async (scope) => {
    const desk = await createFakeDesk();
    await check(desk, { scopes: good.scopes.filter((one) => one !== scope) });
    expect(await desk.ports.pages.get(pageId)).toMatchObject({ stopped: { reason: 'permission', detail: `missing ${scope}`, since: start } });
  });

  it('when the question itself is refused for the token', async () => {
    const desk = await createFakeDesk();
    desk.page.healthAnswer = { outcome: 'refused', refusal: refusal('token', { code: 190 }) };
    expect(await desk.app.run('check-health')).toMatchObject({ counts: { stopped: 1 } });
    expect(await stoppedFor(desk)).toBe('token');
  });

  it('but not when nobody answers, or the Page asks for patience', async () => {
    const desk = await createFakeDesk();
    desk.page.healthAnswer = { outcome: 'no-answer', detail: 'slow' };
    expect(await desk.app.run('check-health')).toMatchObject({ counts: { healthy: 0, stopped: 0, unread: 1 } });
    desk.page.healthAnswer = { outcome: 'refused', refusal: refusal('rate') };
    expect(await desk.app.run('check-health')).toMatchObject({ counts: { healthy: 0, stopped: 0, unread: 1 } });
    expect(await stoppedFor(desk)).toBe(null);
    expect(await told(desk)).toEqual([]);
  });

  it('never in silence: told before it stands still, also when the process dies in between', async () => {
    for (let nth = 1; ; nth++) {
      const desk = await createFakeDesk();
      desk.page.healthAnswer = { outcome: 'read', value: { ...good, valid: false } };
      const { around, died } = dyingAt(nth, 'before');
      await anotherProcess(desk, 'host|2|b', around).run('check-health');
      if (died() === null) break;
      const isStopped = (await stoppedFor(desk)) !== null;
      expect((await told(desk)).length >= (isStopped ? 1 : 0)).toBe(true);
    }
  });
});

describe('a Page that was stopped', () => {
  it('goes on by itself when the token is good again, and staff hear that once', async () => {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    await check(desk, { valid: false });
    await told(desk);
    desk.pass(hour);
    for (let i = 0; i < 3; i++) expect(await check(desk)).toMatchObject({ healthy: 1 });
    expect(await told(desk)).toEqual([expect.stringContaining('Tạm dừng'), `✅ Trang ${pageId} đăng lại bình thường.`]);
    await desk.app.run('schedule');
    await desk.app.run('publish');
    expect((await postOf(desk, id)).status).toBe('published');
    expect((await told(desk)).filter((text) => !text.startsWith('⏱'))).toHaveLength(2);
  });

  it('keeps the gap to the post before', async () => {
    const desk = await createFakeDesk({ timetable: { times: 'asap', gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' } });
    await putScheduled(desk, 2);
    await desk.app.run('schedule');
    await desk.app.run('publish');
    await check(desk, { valid: false });
    desk.pass(minute);
    await check(desk);
    await desk.app.run('publish');
    expect(desk.page.live).toHaveLength(1);
    desk.pass(19 * minute);
    await desk.app.run('publish');
    expect(desk.page.live).toHaveLength(2);
  });

  it('for a policy tries again after each check, and staff hear one beginning and one end, when a post got out', async () => {
    const desk = await createFakeDesk();
    await putScheduled(desk, 1);
    const policy = { outcome: { outcome: 'refused', refusal: refusal('policy', { code: 368 }), duplicate: false }, lands: false } as const;
    for (let i = 0; i < 4; i++) {
      desk.page.script.push(policy);
      await desk.app.run('schedule');
      await desk.app.run('publish');
      expect(await stoppedFor(desk)).toBe('policy');
      await told(desk);
      desk.pass(3 * hour);
      await check(desk);
      expect((await told(desk)).filter((text) => !text.startsWith('⏱'))).toEqual([expect.stringContaining('Tạm dừng')]);
    }
    desk.page.script.length = 0;
    await desk.app.run('schedule');
    await desk.app.run('publish');
    expect(timesOnPage(desk)).toEqual({ [linkOf(1)]: 1 });
    expect((await told(desk)).filter((text) => text.includes('bình thường'))).toHaveLength(1);
  });
});

describe('a token that will expire', () => {
  it('is told of 7, 3 and 1 days ahead, once each, however often it is checked', async () => {
    const desk = await createFakeDesk();
    const expiresAt = new Date(start.getTime() + 10 * day);
    const heard: [number, string][] = [];
    for (let hours = 0; hours < 10 * 24; hours += 3) {
      await check(desk, { expiresAt });
      const before = desk.chat.texts.length;
      for (const text of (await told(desk)).slice(before)) heard.push([hours / 24, text]);
      desk.pass(3 * hour);
    }
    expect(heard.map(([days]) => days)).toEqual([3, 7, 9]);
    expect(heard.map(([, text]) => /còn (\d+) ngày/.exec(text)?.[1])).toEqual(['7', '3', '1']);
    expect(heard[0]?.[1]).toContain('03/12/2026');
  });

  it('is told of once when the service first looks two days ahead', async () => {
    const desk = await createFakeDesk();
    await check(desk, { expiresAt: new Date(start.getTime() + 2 * day) });
    expect(await told(desk)).toEqual([expect.stringContaining('còn 2 ngày')]);
  });

  it('counts by the nearer of the token and the data access', async () => {
    const desk = await createFakeDesk();
    await check(desk, { expiresAt: new Date(start.getTime() + 60 * day), dataAccessExpiresAt: new Date(start.getTime() + 5 * day) });
    expect(await told(desk)).toEqual([expect.stringContaining('28/11/2026 (còn 5 ngày)')]);
  });

  it('and is renewed: told once, and warned of anew the next time', async () => {
    const desk = await createFakeDesk();
    for (const days of [6, 2]) {
      await check(desk, { expiresAt: new Date(start.getTime() + days * day) });
      await told(desk);
    }
    for (let i = 0; i < 2; i++) await check(desk, { expiresAt: new Date(start.getTime() + 60 * day) });
    await told(desk);
    expect((await told(desk)).slice(2)).toEqual([`✅ Mã truy cập của Trang ${pageId} đã được gia hạn.`]);
    await check(desk, { expiresAt: new Date(start.getTime() + 7 * day) });
    expect((await told(desk)).slice(3)).toEqual([expect.stringContaining('còn 7 ngày')]);
  });

  it('or never, and nothing is told', async () => {
    const desk = await createFakeDesk();
    expect(await check(desk)).toMatchObject({ healthy: 1, stopped: 0, unread: 0 });
    expect(await told(desk)).toEqual([]);
  });
});

describe('a post that went out', () => {
  async function aPosted() {
    const desk = await createFakeDesk();
    const [id] = await putScheduled(desk, 1);
    await desk.app.run('publish');
    const [live] = desk.page.live;
    if (live === undefined) throw new Error('nothing went out');
    return { desk, id, live };
  }

  it('is read back once, when Facebook had a moment to show it', async () => {
    const { desk, id } = await aPosted();
    expect(await check(desk)).toMatchObject({ seen: 0, unseen: 0 });
    desk.pass(minute);
    expect(await check(desk)).toMatchObject({ seen: 1, unseen: 0 });
    expect(await postOf(desk, id)).toMatchObject({ status: 'published', seenAt: desk.clock() });
    expect(await check(desk)).toMatchObject({ seen: 0, unseen: 0 });
    expect(await told(desk)).toEqual([]);
  });

  it('and that readers do not see is told once, and once more when they do', async () => {
    const { desk, live } = await aPosted();
    desk.page.hidden.add(live.remoteId);
    for (let i = 0; i < 4; i++) {
      desk.pass(minute);
      expect(await check(desk)).toMatchObject({ seen: 0, unseen: 1 });
      expect(await told(desk)).toEqual([expect.stringMatching(/🙈 .*người đọc không thấy.*: Tin số 1\nhttps:\/\/facebook\.example/)]);
    }
    desk.page.hidden.clear();
    for (let i = 0; i < 2; i++) await check(desk);
    expect((await told(desk)).slice(1)).toEqual(['✅ Người đọc đã thấy bài: Tin số 1']);
  });

  it('is not asked for again after a day, nor while posts need what is left of the allowance', async () => {
    const { desk } = await aPosted();
    desk.pass(minute);
    desk.page.usageNow = { percent: 90, regainAt: null, at: desk.clock() };
    expect(await check(desk)).toMatchObject({ seen: 0 });
    desk.page.usageNow = null;
    desk.pass(25 * hour);
    expect(await check(desk)).toMatchObject({ seen: 0 });
  });
});

describe('a Page that is stopped for another reason than before', () => {
  it('is told of anew: other steps mend it', async () => {
    const desk = await createFakeDesk();
    await check(desk, { valid: false });
    await told(desk);
    for (let i = 0; i < 2; i++) await check(desk, { scopes: [] });
    await told(desk);
    expect(await stoppedFor(desk)).toBe('permission');
    await check(desk);
    expect(await told(desk)).toEqual([
      expect.stringContaining('Mã truy cập của Trang không còn hiệu lực'),
      expect.stringContaining('Mã truy cập thiếu quyền'),
      `✅ Trang ${pageId} đăng lại bình thường.`,
    ]);
  });
});
