import { describe, expect, it } from 'vitest';
import { pressData } from '../../../src/approving/press-data.ts';
import { contentHash } from '../../../src/identity.ts';
import type { Draft, Post, Warning } from '../../../src/post.ts';
import { addMs, hour, minute, second } from '../../../src/time.ts';
import { chatId, createFakeDesk, type FakeDesk, start } from '../../fakes/desk.ts';
import { anAwaiting, idOf, lan } from './posts.ts';

const facts: Warning = { kind: 'no-date', facts: true };
const looks: Warning = { kind: 'long-title', facts: false };
const afterHalfHour = { mode: 'auto-after', ms: 30 * minute } as const;

function aDraft(over: Partial<Draft> = {}): Draft {
  const { askedAt: _asked, objectBy: _object, returned: _returned, ...shown } = anAwaiting({ card: null });
  return { ...shown, status: 'draft', ...over };
}

async function run(desk: FakeDesk): Promise<Readonly<Record<string, number>>> {
  const ran = await desk.app.run('ask-staff');
  if (ran.outcome !== 'done') throw new Error(ran.outcome === 'failed' ? String(ran.error) : 'busy');
  return ran.counts;
}

async function stored(desk: FakeDesk, id = idOf(1)): Promise<Post> {
  const post = await desk.ports.posts.get(id);
  if (post === null) throw new Error('it is gone');
  return post;
}

describe('APPROVAL=required', () => {
  it('puts every draft before staff', async () => {
    const desk = await createFakeDesk();
    await desk.ports.posts.add(aDraft());
    await desk.ports.posts.add(aDraft({ id: idOf(2), warnings: [facts] }));
    expect(await run(desk)).toMatchObject({ asked: 2, auto: 0, noObjection: 0, drawn: 2 });
    expect(await stored(desk)).toMatchObject({ status: 'awaiting', askedAt: start, objectBy: null, returned: null, card: { message: 1 } });
    desk.pass(20 * hour);
    await run(desk);
    expect((await stored(desk)).status).toBe('awaiting');
    expect(desk.chat.cards.size).toBe(2);
  });

  it('sends one card for a draft, also when two processes ask at once', async () => {
    const desk = await createFakeDesk();
    await desk.ports.posts.add(aDraft());
    await run(desk);
    await run(desk);
    expect(desk.chat.calls).toEqual(['sendCard']);
  });
});

describe('APPROVAL=auto', () => {
  it('approves by itself what has no warning about facts, and tells the chat what went out', async () => {
    const desk = await createFakeDesk({ approval: { mode: 'auto' } });
    await desk.ports.posts.add(aDraft({ warnings: [looks] }));
    expect(await run(desk)).toMatchObject({ asked: 0, auto: 1 });
    const post = await stored(desk);
    expect(post).toMatchObject({ status: 'approved', approval: { by: 'auto', at: start, hash: contentHash(aDraft().page, aDraft().content) } });
    expect(desk.chat.calls).toEqual([]);
    for (const job of ['schedule', 'ask-staff', 'publish', 'ask-staff', 'ask-staff'] as const) await desk.app.run(job);
    expect(desk.chat.calls).toEqual(['sendCard']);
    expect(desk.chat.cards.get(1)).toEqual({
      text: 'Khánh thành cầu Hạ Lam\n✔ Tự động duyệt theo quy định lúc 23/11/2026 08:00\n✅ Đã đăng lúc 23/11/2026 08:00\nhttps://facebook.example/100_1',
      picture: null,
      buttons: expect.not.arrayContaining([expect.arrayContaining([expect.objectContaining({ label: '✅ Duyệt' })])]),
    });
  });

  it('asks a person about a warning about facts', async () => {
    const desk = await createFakeDesk({ approval: { mode: 'auto' } });
    await desk.ports.posts.add(aDraft({ warnings: [looks, facts] }));
    expect(await run(desk)).toMatchObject({ asked: 1, auto: 0 });
    for (const job of ['schedule', 'publish', 'ask-staff'] as const) await desk.app.run(job);
    expect(await stored(desk)).toMatchObject({ status: 'awaiting', objectBy: null });
    expect(desk.page.sends).toEqual([]);
  });
});

describe('APPROVAL=auto-after', () => {
  it('posts when nobody objected for so long after the card was there to be seen', async () => {
    const desk = await createFakeDesk({ approval: afterHalfHour });
    await desk.ports.posts.add(aDraft());
    await run(desk);
    expect(desk.chat.cards.get(1)?.text).toContain('Tự đăng sau 23/11/2026 08:30 nếu không ai loại.');
    desk.pass(30 * minute - 1);
    expect((await run(desk)).noObjection).toBe(0);
    desk.pass(1);
    expect((await run(desk)).noObjection).toBe(1);
    expect(await stored(desk)).toMatchObject({ status: 'approved', approval: { by: 'no-objection', at: addMs(start, 30 * minute) } });
    expect(desk.chat.cards.get(1)).toMatchObject({ text: expect.stringContaining('Không ai phản đối') });
  });

  it('does not run while the chat cannot be reached: the time is told and counted from the card on', async () => {
    const desk = await createFakeDesk({ approval: afterHalfHour });
    await desk.ports.posts.add(aDraft());
    for (let beat = 0; beat < 4; beat++) {
      desk.chat.script.push({ outcome: 'unknown', detail: 'no answer' });
      await run(desk);
      desk.pass(20 * minute);
    }
    expect((await stored(desk)).status).toBe('awaiting');
    await run(desk);
    expect(await stored(desk)).toMatchObject({ status: 'awaiting', objectBy: addMs(desk.clock(), 30 * minute), card: { message: 1 } });
    expect(desk.chat.cards.get(1)?.text).toContain('Tự đăng sau 23/11/2026 09:50 nếu không ai loại.');
    desk.pass(29 * minute);
    expect((await run(desk)).noObjection).toBe(0);
    desk.pass(minute);
    expect((await run(desk)).noObjection).toBe(1);
  });

  it('counts anew after a start: an objection made while nobody listened may never have been heard', async () => {
    const desk = await createFakeDesk({ approval: afterHalfHour });
    await desk.ports.posts.add(aDraft());
    await run(desk);
    desk.pass(2 * hour);
    await desk.app.listenAnew();
    expect((await run(desk)).noObjection).toBe(0);
    expect(desk.chat.cards.get(1)?.text).toContain('Tự đăng sau 23/11/2026 10:30 nếu không ai loại.');
    await desk.app.press({ data: pressData('reject', aDraft()), user: lan, chat: chatId, message: 1 });
    desk.pass(hour);
    expect((await run(desk)).noObjection).toBe(0);
    expect((await stored(desk)).status).toBe('rejected');
  });

  it('goes out in silence after a start as well, one whole time later; what waits for a person goes on waiting', async () => {
    const desk = await createFakeDesk({ approval: afterHalfHour });
    await desk.ports.posts.add(aDraft());
    await desk.ports.posts.add(aDraft({ id: idOf(2), warnings: [facts] }));
    await run(desk);
    desk.pass(29 * minute);
    await desk.app.listenAnew();
    desk.pass(30 * minute - 1);
    expect((await run(desk)).noObjection).toBe(0);
    desk.pass(1);
    expect((await run(desk)).noObjection).toBe(1);
    expect(await stored(desk, idOf(2))).toMatchObject({ status: 'awaiting', objectBy: null });
  });

  it('takes an objection: what was rejected never goes out', async () => {
    const desk = await createFakeDesk({ approval: afterHalfHour });
    await desk.ports.posts.add(aDraft());
    await run(desk);
    await desk.app.press({ data: pressData('reject', aDraft()), user: lan, chat: chatId, message: 1 });
    desk.pass(hour);
    for (const job of ['ask-staff', 'schedule', 'publish'] as const) await desk.app.run(job);
    expect((await stored(desk)).status).toBe('rejected');
    expect(desk.page.sends).toEqual([]);
  });

  it('always asks about a warning about facts', async () => {
    const desk = await createFakeDesk({ approval: afterHalfHour });
    await desk.ports.posts.add(aDraft({ warnings: [facts] }));
    await run(desk);
    expect(await stored(desk)).toMatchObject({ status: 'awaiting', objectBy: null });
    expect(desk.chat.cards.get(1)?.text).not.toContain('Tự đăng sau');
    desk.pass(40 * hour);
    expect((await run(desk)).noObjection).toBe(0);
    expect((await stored(desk)).status).toBe('awaiting');
  });

  it('gives each of many drafts a card of its own: silence is consent only to what was seen', async () => {
    const desk = await createFakeDesk({ approval: afterHalfHour });
    for (let number = 1; number <= 14; number++) await desk.ports.posts.add(aDraft({ id: idOf(number), title: `Tin ${number}` }));
    await run(desk);
    expect(desk.chat.cards.size).toBe(14);
    desk.pass(30 * minute + second);
    expect((await run(desk)).noObjection).toBe(14);
  });
});
