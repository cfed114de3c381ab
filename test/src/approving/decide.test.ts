import { beforeEach, describe, expect, it } from 'vitest';
import type { Decided } from '../../../src/approving/decide.ts';
import { type PressVerb, pressData } from '../../../src/approving/press-data.ts';
import { contentHash } from '../../../src/identity.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { Press } from '../../../src/ports.ts';
import type { Post } from '../../../src/post.ts';
import { minute } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, start } from '../../fakes/desk.ts';
import { anAwaiting, everyPost, idOf, lan } from './posts.ts';

const minh = { id: 9, name: 'Minh' };
const staff = [
  { id: 7, role: 'admin' },
  { id: 8, role: 'editor' },
  { id: 9, role: 'approver' },
] as const;
let desk: FakeDesk;

beforeEach(async () => {
  desk = await createFakeDesk({ staff });
});

function aPress(verb: PressVerb, over: Partial<Press> = {}, post: { id?: string; version?: number } = {}): Press {
  return { data: pressData(verb, { ...anAwaiting(), ...post }), user: lan, chat: chatId, message: 1, ...over };
}

async function stored(id: string = idOf(1)): Promise<Post> {
  const post = await desk.ports.posts.get(id);
  if (post === null) throw new Error('it is gone');
  return post;
}

async function putAwaiting(): Promise<void> {
  expect(await desk.ports.posts.add(anAwaiting())).toBe(true);
}

function alert(text: string, next: Decided['next'] = 'draw'): Decided {
  return { answer: { text, alert: true }, next };
}

describe('an approval', () => {
  it('is kept with who, when, and the hash of exactly what was shown', async () => {
    await putAwaiting();
    desk.pass(5 * minute);
    expect(await desk.app.press(aPress('approve'))).toEqual({ answer: { text: 'Đã duyệt: Khánh thành cầu Hạ Lam', alert: false }, next: 'schedule' });
    const { askedAt: _asked, objectBy: _object, returned: _returned, ...shown } = anAwaiting();
    expect(await stored()).toEqual({
      ...shown,
      rev: 1,
      status: 'approved',
      approval: { by: lan, at: desk.clock(), hash: contentHash(shown.page, shown.content) },
      updatedAt: desk.clock(),
      redraw: true,
      journal: [
        expect.objectContaining({ verb: 'approve', by: lan, at: desk.clock(), postId: shown.id, version: 1, hash: contentHash(shown.page, shown.content) }),
      ],
    });
  });

  it('stands among the decisions once the card was drawn, once', async () => {
    await putAwaiting();
    await desk.app.press(aPress('approve'));
    for (const job of ['ask-staff', 'ask-staff'] as const) await desk.app.run(job);
    expect((await desk.ports.decisions.chain(null, 10)).map(({ verb, by, postId }) => [verb, by, postId])).toEqual([['approve', lan, (await stored()).id]]);
    expect(await stored()).toMatchObject({ journal: [] });
  });

  it('that comes again says that it was taken already, and changes nothing', async () => {
    await putAwaiting();
    await desk.app.press(aPress('approve'));
    const before = await stored();
    desk.pass(minute);
    // The card is to be drawn anew already.
    expect(await desk.app.press(aPress('approve'))).toEqual(alert(vi.press.alreadyYou, 'nothing'));
    expect(await stored()).toEqual(before);
  });

  it('of two people at once is one, and the other is told the truth', async () => {
    await putAwaiting();
    const [first, second] = await Promise.all([desk.app.press(aPress('approve')), desk.app.press(aPress('approve', { user: minh }))]);
    const post = await stored();
    if (post.status !== 'approved' || typeof post.approval.by === 'string') throw new Error('not approved by a person');
    const winner = post.approval.by.name;
    const [won, lost] = winner === 'Lan' ? [first, second] : [second, first];
    expect(won.answer.text).toBe('Đã duyệt: Khánh thành cầu Hạ Lam');
    expect(lost.answer).toEqual({ text: `${winner} đã duyệt lúc 23/11/2026 08:00.`, alert: true });
  });

  it('against a rejection at the same moment: one of them counts, both are told which', async () => {
    await putAwaiting();
    const [approved, rejected] = await Promise.all([desk.app.press(aPress('approve')), desk.app.press(aPress('reject', { user: minh }))]);
    const post = await stored();
    expect([post.status === 'approved', post.status === 'rejected']).toContain(true);
    if (post.status === 'approved') {
      expect(approved.answer.text).toContain('Đã duyệt');
      expect(rejected.answer.text).toBe('Lan đã duyệt lúc 23/11/2026 08:00.');
    } else {
      expect(rejected.answer.text).toContain('Đã loại');
      expect(approved.answer.text).toBe('Minh đã loại lúc 23/11/2026 08:00.');
    }
  });

  it('by a double tap counts once', async () => {
    await putAwaiting();
    const answers = await Promise.all([desk.app.press(aPress('approve')), desk.app.press(aPress('approve'))]);
    expect(answers.map((decided) => decided.answer.text).sort()).toEqual([vi.press.alreadyYou, 'Đã duyệt: Khánh thành cầu Hạ Lam'].sort());
    expect((await stored()).rev).toBe(1);
  });

  it('that could not be stored is an error for the chat to try again, not a popup that says yes', async () => {
    await putAwaiting();
    Object.assign(desk.ports.posts, { replace: () => Promise.reject(new Error('disk full')) });
    await expect(desk.app.press(aPress('approve'))).rejects.toThrow('disk full');
    expect((await stored()).status).toBe('awaiting');
  });
});

describe('a rejection', () => {
  it('is kept with who and when, and ends the post', async () => {
    await putAwaiting();
    expect(await desk.app.press(aPress('reject'))).toEqual({ answer: { text: 'Đã loại: Khánh thành cầu Hạ Lam', alert: false }, next: 'draw' });
    const { askedAt: _asked, objectBy: _object, returned: _returned, ...shown } = anAwaiting();
    expect(await stored()).toEqual({
      ...shown,
      rev: 1,
      status: 'rejected',
      by: lan,
      at: start,
      updatedAt: start,
      redraw: true,
      journal: [expect.objectContaining({ verb: 'reject', by: lan })],
    });
    await desk.app.run('schedule');
    expect((await stored()).status).toBe('rejected');
  });
});

describe('who may decide', () => {
  it.each([
    ['approve', { id: 8, name: 'Lan' }, vi.press.notApprover],
    ['reject', { id: 8, name: 'Hà' }, vi.press.notApprover],
    ['retry', { id: 8, name: 'Hà' }, vi.press.notApprover],
    ['approve', { id: 70, name: 'Lan' }, null],
    ['reject', { id: 0, name: 'admin' }, null],
    ['retry', { id: -7, name: 'Lan' }, null],
    ['next', { id: 70, name: 'Lan' }, null],
  ] as const)('is told by the number alone: %s by %o is refused', async (verb, user, text) => {
    for (const post of everyPost().map((one, number) => ({ ...one, id: idOf(number + 1) }))) {
      desk = await createFakeDesk({ staff });
      await desk.ports.posts.add(post);
      expect(await desk.app.press(aPress(verb, { user }, { id: post.id, version: 1 }))).toEqual(alert(text ?? vi.press.notStaff(String(user.id)), 'nothing'));
      expect(await stored(post.id)).toEqual(post);
    }
  });

  it('an approver without being admin may', async () => {
    await putAwaiting();
    expect((await desk.app.press(aPress('approve', { user: minh }))).next).toBe('schedule');
  });

  it('nobody may in another chat', async () => {
    await putAwaiting();
    for (const verb of ['approve', 'reject', 'retry', 'next'] as const)
      expect(await desk.app.press(aPress(verb, { chat: '-501' }))).toEqual(alert(vi.press.otherChat, 'nothing'));
    expect(await stored()).toEqual(anAwaiting());
  });

  it('nobody may where no staff is listed', async () => {
    desk = await createFakeDesk({ staff: [] });
    await putAwaiting();
    expect((await desk.app.press(aPress('approve'))).answer.text).toBe(vi.press.notStaff('7'));
    expect((await stored()).status).toBe('awaiting');
  });
});

describe('a press that comes too late', () => {
  const late = everyPost().filter((post) => post.status !== 'awaiting');
  const verbs = ['approve', 'reject', 'retry'] as const;

  it.each(late.flatMap((post) => verbs.filter((verb) => !(verb === 'retry' && post.status === 'failed')).map((verb) => [verb, post.status, post] as const)))(
    '%s on one that is %s changes nothing but the look of its card, and says how it is',
    async (verb, status, post) => {
      await desk.ports.posts.add(post);
      const by = 'approval' in post || post.status === 'rejected';
      const others = await desk.app.press(aPress(verb, { user: minh }));
      const mine = await desk.app.press(aPress(verb));
      expect(others.answer.alert && mine.answer.alert).toBe(true);
      if (verb === 'retry' && 'approval' in post) expect(others.answer.text).toBe(`Bài này đang ở trạng thái: ${vi.statuses[status]}.`);
      else if (status === 'rejected') expect(others.answer.text).toBe('Lan đã loại lúc 23/11/2026 08:10.');
      else if (by) expect(others.answer.text).toBe('Lan đã duyệt lúc 23/11/2026 08:00.');
      else expect(others.answer.text).toBe(`Bài này đang ở trạng thái: ${vi.statuses[status]}.`);
      if (by && !(verb === 'retry' && 'approval' in post)) expect(mine.answer.text).toBe(vi.press.alreadyYou);
      const after = await stored();
      if (post.status === 'skipped') expect(after).toEqual(post);
      else expect(after).toEqual({ ...post, redraw: true, rev: 1 });
      expect(others.next).toBe(post.status === 'skipped' ? 'nothing' : 'draw');
    },
  );

  it.each(['auto', 'no-objection'] as const)('on one that the desk approved by itself (%s) says so', async (by) => {
    await desk.ports.posts.add(anAwaiting());
    const post = await stored();
    if (post.status !== 'awaiting') throw new Error('not awaiting');
    const { askedAt: _asked, objectBy: _object, returned: _returned, ...shown } = post;
    await desk.ports.posts.replace(post, { ...shown, status: 'approved', approval: { by, at: start, hash: 'h' } });
    expect((await desk.app.press(aPress('reject'))).answer.text).toBe('Hệ thống đã duyệt lúc 23/11/2026 08:00.');
  });

  it.each(['approve', 'reject'] as const)('%s on an old card of a changed text decides nothing', async (verb) => {
    await desk.ports.posts.add(anAwaiting({ version: 2 }));
    expect(await desk.app.press(aPress(verb))).toEqual(alert(vi.press.changed));
    expect(await stored()).toMatchObject({ status: 'awaiting', version: 2, redraw: true });
  });

  it('retry on an old card of a failed post decides nothing', async () => {
    const failed = everyPost().find((post) => post.status === 'failed');
    if (failed?.status !== 'failed') throw new Error('none failed');
    await desk.ports.posts.add({ ...failed, version: 2 });
    expect((await desk.app.press(aPress('retry'))).answer.alert).toBe(true);
    expect((await stored()).status).toBe('failed');
  });
});

describe('a retry', () => {
  it('takes a failed post back before staff, so that what the Page refused is mended; not one that may be out under its words', async () => {
    const failed = everyPost().find((post) => post.status === 'failed');
    if (failed?.status !== 'failed') throw new Error('none failed');
    await desk.ports.posts.add(failed);
    expect((await desk.app.press({ ...aPress('approve'), data: pressData('back', failed) })).answer.text).toMatch(/^Đã đưa về hàng chờ/);
    expect(await stored()).toMatchObject({ status: 'awaiting', version: failed.version + 1 });
    expect(await stored()).not.toHaveProperty('approval');
    const unsure: typeof failed = { ...failed, id: idOf(2), failure: { ...failed.failure, reason: 'unconfirmed' } };
    await desk.ports.posts.add(unsure);
    await desk.app.press({ ...aPress('approve'), data: pressData('back', unsure) });
    expect((await desk.ports.posts.get(unsure.id))?.status).toBe('failed');
  });

  it('lets a failed post go out again under the approval it has', async () => {
    const failed = everyPost().find((post) => post.status === 'failed');
    if (failed?.status !== 'failed') throw new Error('none failed');
    await desk.ports.posts.add(failed);
    expect(await desk.app.press(aPress('retry'))).toEqual({ answer: { text: 'Sẽ đăng lại: Khánh thành cầu Hạ Lam', alert: false }, next: 'schedule' });
    expect(await stored()).toMatchObject({ status: 'approved', approval: failed.approval, redraw: true });
    expect(await stored()).not.toHaveProperty('failure');
    // Pressed once more: it is on its way.
    expect((await desk.app.press(aPress('retry'))).answer.text).toBe('Bài này đang ở trạng thái: đã duyệt.');
    await desk.app.run('schedule');
    await desk.app.run('publish');
    expect(desk.page.sends).toHaveLength(1);
    expect((await stored()).status).toBe('published');
  });

  it('is not for a post that only waits', async () => {
    await putAwaiting();
    expect((await desk.app.press(aPress('retry'))).answer.text).toBe('Bài này đang ở trạng thái: chờ duyệt.');
    expect((await stored()).status).toBe('awaiting');
  });
});

describe('what no card of ours carries', () => {
  it.each(['', 'approve', 'a:1:1', '🙂'.repeat(20), `a:${idOf(77)}:1:00000000`])('is answered, and nothing is done: %s', async (data) => {
    await putAwaiting();
    expect(await desk.app.press(aPress('approve', { data }))).toEqual(alert(vi.press.unknown, 'nothing'));
    expect(await stored()).toEqual(anAwaiting());
  });
});

it('keeps a popup within what Telegram shows', async () => {
  await desk.ports.posts.add(anAwaiting({ title: 'Rất dài '.repeat(60) }));
  const { text } = (await desk.app.press(aPress('approve'))).answer;
  expect(text.length).toBeLessThanOrEqual(200);
  expect(text).toMatch(/^Đã duyệt: Rất dài .*…$/);
});

it('a button from before an old backup was put back cannot approve a text that nobody saw under it', async () => {
  const corrected = anAwaiting();
  await desk.ports.posts.add({ ...corrected, content: { ...corrected.content, message: `${corrected.content.message} (cập nhật)` } });
  const before = aPress('approve', {}, corrected);
  expect((await desk.app.press(before)).answer.text).toBe(vi.press.changed);
  expect((await stored()).status).toBe('awaiting');
});
