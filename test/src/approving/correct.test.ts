import { describe, expect, it } from 'vitest';
import type { Article } from '../../../src/article.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { CardView } from '../../../src/ports.ts';
import type { Post } from '../../../src/post.ts';
import { hour, minute } from '../../../src/time.ts';
import { anArticle, chatId, createFakeDesk, type FakeDesk, keyOf, publishOnPortal } from '../../fakes/desk.ts';

const { url, title, lead } = anArticle();
const lan = { id: 7, name: 'Lan' };
const corrected = 'Thông xe cầu Hạ Lam';
type Job = Parameters<FakeDesk['app']['run']>[0];

async function run(desk: FakeDesk, ...jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) expect(await desk.app.run(job), job).toMatchObject({ outcome: 'done' });
}
async function deskWith(): Promise<FakeDesk> {
  const desk = await createFakeDesk();
  publishOnPortal(desk, [anArticle()]);
  await run(desk, 'collect', 'draft', 'ask-staff');
  return desk;
}
/** What the portal shows from now on, seen by the watch and shown to staff. */
async function portalShows(desk: FakeDesk, over: Partial<Article> | null): Promise<void> {
  const gone = { kind: 'withdrawn', status: 410, detail: 'gone', retryAt: null } as const;
  desk.portal.pages.set(url, over === null ? { outcome: 'failed', problem: gone } : { outcome: 'read', key: keyOf(url), article: anArticle({ ...over }) });
  desk.pass(24 * hour);
  await run(desk, 'watch', 'ask-staff');
}
async function post(desk: FakeDesk): Promise<Exclude<Post, { status: 'skipped' }>> {
  const [only] = await desk.ports.posts.list(true, 9);
  if (only === undefined || only.status === 'skipped') throw new Error('no post');
  return only;
}
function card(desk: FakeDesk): CardView {
  const last = [...desk.chat.cards.values()].at(-1);
  if (last === undefined) throw new Error('no card');
  return last;
}
function dataOf(desk: FakeDesk, label: string): string {
  const button = card(desk)
    .buttons.flat()
    .find((one) => one.label === label);
  if (button === undefined || !('press' in button)) throw new Error(`no button ${label}`);
  return button.press;
}
const pressData = async (desk: FakeDesk, data: string, user = lan) => (await desk.app.press({ data, user, chat: chatId, message: 1 })).answer.text;
const press = (desk: FakeDesk, label: string, user = lan) => pressData(desk, dataOf(desk, label), user);
async function verbs(desk: FakeDesk): Promise<readonly string[]> {
  const { id, journal = [] } = await post(desk);
  return [...(await desk.ports.decisions.of(id)), ...journal].map((one) => one.verb);
}
async function published(): Promise<FakeDesk> {
  const desk = await deskWith();
  await press(desk, vi.card.approve);
  await run(desk, 'schedule', 'publish', 'ask-staff');
  expect((await post(desk)).status).toBe('published');
  return desk;
}

describe('an article that its portal changes while its post waits', () => {
  it('waits with the new text, and its card tells what was and what is; buttons of before decide nothing', async () => {
    const desk = await deskWith();
    const old = dataOf(desk, vi.card.approve);
    await portalShows(desk, { title: corrected });
    const { text } = card(desk);
    expect(text.startsWith(corrected)).toBe(true);
    expect(text).toContain([vi.card.correctedBefore, vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'));
    expect(await pressData(desk, old)).toBe(vi.press.changed);
    expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 2, title: corrected });
    // Nobody had accepted anything: the card alone tells.
    expect(desk.chat.texts).toEqual([]);
    expect(await verbs(desk)).toEqual(['correct']);
    expect(await desk.ports.revisions.open(9)).toEqual([]);
  });

  it('twice is told from what staff saw first', async () => {
    const desk = await deskWith();
    await portalShows(desk, { title: 'Tựa giữa' });
    await portalShows(desk, { title: corrected });
    expect(card(desk).text).toContain([vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'));
    expect(card(desk).text).not.toContain('Tựa giữa');
  });

  it('in what the post does not tell asks nobody', async () => {
    const desk = await deskWith();
    await portalShows(desk, { body: 'Thân bài khác.' });
    expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 1 });
    expect(card(desk).text).not.toContain(vi.card.correctedBefore);
  });

  it('leaves the words that staff gave it, where the portal changed something else', async () => {
    const desk = await deskWith();
    await press(desk, vi.card.editText);
    await run(desk, 'ask-staff');
    const [message] = [...desk.chat.prompts.keys()];
    await desk.app.hear({
      kind: 'message',
      chat: chatId,
      direct: false,
      topic: null,
      message: 900,
      user: lan,
      text: 'Lời của ban biên tập',
      command: null,
      picture: null,
      replyTo: { message: message ?? 0, user: null, bot: true },
    });
    await portalShows(desk, { body: 'Thân bài khác.' });
    expect(await post(desk)).toMatchObject({ version: 2, content: { message: 'Lời của ban biên tập' } });
    await portalShows(desk, { title: corrected });
    expect(await post(desk)).toMatchObject({ version: 3, content: { message: expect.stringContaining(corrected) } });
  });
});

describe('an article that its portal changes after its post was approved', () => {
  it('waits again, its approval void, and whoever had accepted it is told', async () => {
    const desk = await deskWith();
    await press(desk, vi.card.approve);
    await run(desk, 'ask-staff');
    await portalShows(desk, { title: corrected });
    const now = await post(desk);
    expect(now).toMatchObject({ status: 'awaiting', version: 2, returned: 'content-changed' });
    expect(now).not.toHaveProperty('approval');
    expect(desk.chat.texts).toContain(`${vi.correction.waits(title)}\n${url}`);
    await run(desk, 'schedule', 'publish');
    expect(desk.page.sends).toEqual([]);
    await press(desk, vi.card.approve);
    await run(desk, 'schedule', 'publish');
    expect(desk.page.sends).toMatchObject([{ message: expect.stringContaining(corrected) }]);
    expect(await verbs(desk)).toEqual(['approve', 'correct', 'approve', 'publish']);
  });

  it('goes out by no approval of before while the new text cannot be read, and gets it as soon as it can', async () => {
    const desk = await deskWith();
    await press(desk, vi.card.approve);
    const read = desk.portal.readArticle;
    const slow = { outcome: 'failed', problem: { kind: 'slow', status: null, detail: 'x', retryAt: null } } as const;
    Object.assign(desk.portal, { readArticle: async () => slow });
    await portalShows(desk, { title: corrected });
    expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 2, title });
    expect(await desk.ports.revisions.open(9)).toHaveLength(1);
    Object.assign(desk.portal, { readArticle: read });
    await run(desk, 'watch');
    expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 3, title: corrected });
    expect(await desk.ports.revisions.open(9)).toEqual([]);
  });
});

describe('an article that its portal changes after its post is out', () => {
  it('asks on the card with the new words, and changes nothing on the Page before a person said so', async () => {
    const desk = await published();
    await portalShows(desk, { title: corrected });
    const { text, buttons } = card(desk);
    expect(text.startsWith(corrected)).toBe(true);
    expect(text).toContain([vi.card.correctedLive, vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'));
    expect(buttons.flat().map(({ label }) => label)).toEqual([vi.card.openPost, vi.card.updateLive, vi.card.keepLive, vi.card.withdrawLive]);
    expect(desk.chat.texts).toContain(`${vi.correction.live(title)}\n${url}`);
    await run(desk, 'settle');
    expect(desk.page.live[0]?.message).toContain(lead ?? title);
    expect(desk.page.live[0]?.message).toContain(title);
    // An editor may not.
    expect(await press(desk, vi.card.updateLive, { id: 8, name: 'Minh' })).toBe(vi.press.notApprover);
    expect(await press(desk, vi.card.updateLive)).toBe(vi.press.liveDue);
    await run(desk, 'settle', 'ask-staff');
    expect(desk.page.live[0]?.message?.startsWith(corrected)).toBe(true);
    expect(await post(desk)).toMatchObject({ status: 'published', live: null, approval: { by: lan } });
    expect(card(desk).text).not.toContain(vi.card.correctedLive);
    expect(await verbs(desk)).toEqual(expect.arrayContaining(['approve', 'correct', 'edit-live']));
  });

  it('is kept when somebody says so; the next change asks anew, and the old button says nothing about it', async () => {
    const desk = await published();
    await portalShows(desk, { title: corrected });
    const old = dataOf(desk, vi.card.updateLive);
    expect(await press(desk, vi.card.keepLive)).toBe(vi.press.liveKept);
    await run(desk, 'ask-staff', 'settle');
    expect(desk.page.live[0]?.message?.startsWith(title)).toBe(true);
    expect(card(desk).text.startsWith(title)).toBe(true);
    expect(await verbs(desk)).toContain('keep-live');
    await portalShows(desk, { title: 'Lần nữa' });
    expect(card(desk).text).toContain(vi.card.is('tiêu đề: Lần nữa'));
    await pressData(desk, old);
    await run(desk, 'settle');
    expect(desk.page.live[0]?.message?.startsWith(title)).toBe(true);
  });

  it('is withdrawn after being asked once more', async () => {
    const desk = await published();
    await portalShows(desk, { title: corrected });
    await press(desk, vi.card.withdrawLive);
    await run(desk, 'ask-staff');
    await press(desk, vi.card.confirmWithdraw);
    await run(desk, 'settle', 'ask-staff');
    expect(desk.page.live).toEqual([]);
    expect((await post(desk)).status).toBe('retracted');
    expect(await verbs(desk)).toContain('withdraw-live');
  });
});

describe('an article that its portal takes down', () => {
  it('asks about a post that is out: withdraw or keep, and asks no more when it is back', async () => {
    const desk = await published();
    await portalShows(desk, null);
    expect(card(desk).text).toContain(vi.card.withdrawnLive);
    const labels = () =>
      card(desk)
        .buttons.flat()
        .map(({ label }) => label);
    expect(labels()).toEqual([vi.card.openPost, vi.card.keepLive, vi.card.withdrawLive]);
    expect(desk.chat.texts).toContain(`${vi.correction.gone(title)}\n${url}`);
    await portalShows(desk, {});
    expect(card(desk).text).not.toContain(vi.card.withdrawnLive);
    expect(labels()).not.toContain(vi.card.keepLive);
  });

  it('holds what waits with all that is known of it, in the audit; back, no button of before decides', async () => {
    const desk = await deskWith();
    const old = dataOf(desk, vi.card.approve);
    const { categories, shownAt } = await post(desk);
    await portalShows(desk, null);
    expect(await post(desk)).toMatchObject({ status: 'held', categories, shownAt });
    await portalShows(desk, {});
    expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 2, categories });
    expect(await pressData(desk, old)).toBe(vi.press.changed);
    expect(await verbs(desk)).toEqual(['hold', 'release']);
  });
});

it('takes a change in when its post is on its way no sooner than it is known what became of it', async () => {
  const desk = await deskWith();
  await press(desk, vi.card.approve);
  await run(desk, 'schedule');
  const scheduled = await post(desk);
  if (scheduled.status !== 'scheduled') throw new Error(scheduled.status);
  const now = desk.clock();
  const claim = { by: 'host|1|b', at: now, until: new Date(now.getTime() + 48 * hour) };
  await desk.ports.posts.replace(scheduled, { ...scheduled, status: 'publishing', claim, sendingAt: null });
  await portalShows(desk, { title: corrected });
  expect(await desk.ports.revisions.open(9)).toHaveLength(1);
  expect((await post(desk)).status).toBe('publishing');
  const claimed = await post(desk);
  if (claimed.status !== 'publishing') throw new Error(claimed.status);
  const { claim: _claim, sendingAt: _sending, ...slotted } = claimed;
  await desk.ports.posts.replace(claimed, { ...slotted, status: 'published', publishedAt: now, remoteId: '100_1', permalink: null, how: 'sent' });
  desk.pass(2 * minute);
  await run(desk, 'watch', 'ask-staff');
  expect(await desk.ports.revisions.open(9)).toEqual([]);
  expect(card(desk).text).toContain(vi.card.correctedLive);
});
