/**
 * Everything that people can do in the chat, and everything that can happen meanwhile, in any order; and the rule that nothing reaches the
 * Page which was not said yes to in exactly that form. The rule looks at the chat as a person sees it, and at the calls to the Page:
 * at the stored state only where nobody is asked (`auto`).
 */
import { expect } from 'vitest';
import { openMemoryStores } from '../../../adapters/store/open.ts';
import { type App, createApp } from '../../../src/app.ts';
import { checkChain } from '../../../src/decision-chain.ts';
import { contentHash, sha256 } from '../../../src/identity.ts';
import { vi } from '../../../src/locale/vi.ts';
import { type ApprovalRule, type PageConfig, plainNewsroom, plainRules, type Role, type StaffMember } from '../../../src/newsroom.ts';
import type { CardEdit, CardView, ChatMessage, ChatUser, PagePostInput, PostStore, Press, Stores } from '../../../src/ports.ts';
import type { Content, Post } from '../../../src/post.ts';
import { plainSource } from '../../../src/source.ts';
import { minute } from '../../../src/time.ts';
import { anArticle, chatId, createFakeDesk, feedUrl, keyOf, pageId, publishOnPortal } from '../../fakes/desk.ts';

const zone = 'Asia/Ho_Chi_Minh';
export const people = { lan: 7, minh: 9, editor: 8, stranger: 66 } as const;
export type Who = keyof typeof people;
const staff: readonly StaffMember[] = [
  { id: 7, role: 'admin', name: 'Lan', language: null, pages: null },
  { id: 9, role: 'approver', name: 'Minh', language: null, pages: null },
  { id: 8, role: 'editor', name: 'Hà', language: null, pages: null },
];

/** `verb`: the letter of a button (see `press-data.ts`), null: whichever. `which`: at that place among those that stand, or (`old`) ever stood, in the chat. */
export type Action =
  | { readonly does: 'press'; readonly who: Who; readonly verb: string | null; readonly which: number; readonly old: boolean; readonly twice: boolean }
  | { readonly does: 'reply'; readonly who: Who; readonly text: string; readonly picture: boolean }
  | { readonly does: 'command'; readonly who: Who; readonly text: string; readonly to: Who | null }
  | { readonly does: 'portal'; readonly number: number; readonly change: 'words' | 'pictures' | 'gone' | 'back' }
  | { readonly does: 'alter' | 'delete-card' | 'chat-down' | 'restart' | 'run' }
  | { readonly does: 'lose-change' | 'lose-send'; readonly lands: boolean }
  /** Dies at that of the next writes of posts, before or after it is kept. */
  | { readonly does: 'crash'; readonly after: number; readonly kept: boolean }
  | { readonly does: 'pass'; readonly minutes: number };

export type Setting = { readonly approval: ApprovalRule; readonly approvals: 1 | 2; readonly expireMs: number | null };
/** For tests of the rule: a bug in what the desk stores, or in what it shows. */
export type Planted = { readonly stored?: (next: Post) => Post; readonly shownAs?: (text: string) => string };
export type Played = { readonly sent: number; readonly edited: number; readonly removed: number; readonly corrected: number };

type Shown = { readonly head: string; readonly pictures: string };
type Seen = Shown & { readonly data: string; readonly verb: string; readonly postId: string; readonly version: number };
type Agreed = Seen & { readonly by: number };

class Killed extends Error {}

function parse(data: string): Pick<Seen, 'verb' | 'postId' | 'version'> {
  const [verb = '', postId = '', version = ''] = data.split(':');
  return { verb, postId, version: Number(version) };
}
function headOf(content: Content | PagePostInput): string {
  return content.form === 'link' ? `${content.message}\n\n🔗 ${content.link}` : content.message;
}
function formOf(post: PagePostInput): Shown {
  return { head: headOf(post), pictures: post.form === 'photo' ? post.pictures.map(({ bytes }) => sha256(bytes)).join(' ') : '' };
}
/** What a draft of the desk itself would be sent as. */
function draftForm(content: Content): string {
  return JSON.stringify([headOf(content), content.form === 'photo' ? content.pictures.map((one) => one.sha256).join(' ') : '']);
}
const wordsIn = (head: string) => head.split('\n\n🔗')[0];

export async function play({ approval, approvals, expireMs }: Setting, actions: readonly Action[], planted: Planted = {}): Promise<Played> {
  const plain = plainRules({ times: 'asap', gapMinutes: 0, zone }, approval);
  const rules = { ...plain, approvals, deadlines: { ...plain.deadlines, expireMs } };
  const page: PageConfig = { ...rules, id: pageId, token: 't', name: null, language: null, chat: chatId, topic: null };
  const crash = { after: -1, kept: false };
  const drafts = new Map<string, Set<string>>();
  const written: ((post: Post) => void)[] = [];
  const memory = await openMemoryStores();
  const stores: Stores = {
    ...memory,
    posts: watched(memory.posts, crash, planted, drafts, (post) => {
      for (const hear of written) hear(post);
    }),
  };
  const newsroom = plainNewsroom(rules, staff, [plainSource(feedUrl, zone)]);
  const desk = await createFakeDesk({ approval, staff, pages: [page], newsroom }, stores);
  const image = (number: number) => `https://halam.example/anh/${number}.jpg`;
  for (let number = 1; number < 40; number++) desk.portal.pictures.set(image(number), { outcome: 'read', bytes: new Uint8Array([number]), type: 'image/jpeg' });
  desk.chat.uploads.set('upload', new Uint8Array([99]));
  const shown = [1, 2, 3].map((number) =>
    anArticle({
      url: `https://halam.example/tin/${number}`,
      title: `Tin ${number}`,
      kind: number === 3 ? 'photos' : 'news',
      images: [1, 2].map((one) => ({ url: image(10 * number + one), caption: null })),
    }),
  );
  publishOnPortal(desk, shown.slice(0, 1).concat(shown.slice(2)));
  const [, ordered] = shown;
  // Asked for by its address, or never drafted.
  if (ordered !== undefined) desk.portal.pages.set(ordered.url, { outcome: 'read', key: keyOf(ordered.url), article: ordered });

  // ---------------------------------------------------------------- what a person sees, and what people agreed to

  const seen: Seen[] = [];
  const newest = new Map<string, number>();
  const shownSince = new Map<string, number>();
  const standing = new Map<number, string>();
  const note = (message: number, view: CardView | CardEdit) => {
    if (view.picture !== 'keep')
      standing.set(message, [view.picture, ...(view.more ?? [])].flatMap((bytes) => (bytes === null ? [] : [sha256(bytes)])).join(' '));
    const head = (planted.shownAs?.(view.text) ?? view.text).split('\n──────────')[0] ?? '';
    for (const button of view.buttons.flat()) {
      if (!('press' in button)) continue;
      const one = { ...parse(button.press), data: button.press, head, pictures: standing.get(message) ?? '' };
      seen.push(one);
      newest.set(one.postId, Math.max(newest.get(one.postId) ?? 0, one.version));
      const key = `${one.postId}|${head}`;
      if (one.verb === 'r' && !shownSince.has(key)) shownSince.set(key, desk.clock().getTime());
    }
  };
  const { sendCard, editCard } = desk.chat;
  desk.chat.sendCard = async (to, card) => {
    const sent = await sendCard(to, card);
    if (sent.outcome === 'sent') note(sent.value.message, card);
    return sent;
  };
  desk.chat.editCard = async (place, card) => {
    const sent = await editCard(place, card);
    if (sent.outcome === 'sent') note(sent.value.message, card);
    return sent;
  };

  const roles = new Map<number, Role>(staff.map(({ id, role }) => [id, role]));
  const mayApprove = (id: number) => roles.get(id) === 'approver' || roles.get(id) === 'admin';
  const agreed: Agreed[] = [];
  const changes: Agreed[] = [];
  const off = new Set<string>();
  const closed = new Set<string>();
  const objected = new Set<string>();
  const state = { paused: false, startedAt: desk.clock().getTime(), edited: 0, removed: 0 };

  // ---------------------------------------------------------------- the rule

  const storedWith = async (is: (post: Exclude<Post, { status: 'skipped' }>) => boolean) => {
    const found = (await memory.posts.list(true, 99)).flatMap((post) => (post.status !== 'skipped' && is(post) ? [post] : []));
    if (found[0] === undefined) throw new Error('the Page was called for no post');
    return found[0];
  };
  const checkSend = async (input: PagePostInput) => {
    const form = formOf(input);
    const url = /https:\/\/halam\.example\/tin\/\d/.exec(form.head)?.[0];
    const post = await storedWith((one) => one.url === url);
    const version = newest.get(post.id) ?? 0;
    const alike = agreed.filter((one) => one.postId === post.id && one.version === version && one.head === form.head);
    const yes = new Set(alike.filter((one) => input.form !== 'photo' || one.pictures === form.pictures).map((one) => one.by));
    expect(state.paused, `sent while posting is paused: ${form.head}`).toBe(false);
    expect(closed.has(`${post.id}:${version}`), `sent although it was rejected, or taken back: ${form.head}`).toBe(false);
    expect(post.pinnedAt == null || post.pinnedAt <= desk.clock(), 'sent before the time that staff gave it').toBe(true);
    if (yes.size >= approvals) return;
    expect(approval.mode, `sent with ${yes.size} yes of ${approvals}: ${form.head}`).not.toBe('required');
    // By the newsroom's own rule: what the desk drafted itself, and nobody touched since.
    expect(drafts.get(post.id)?.has(draftForm(post.content)), `sent by itself, and is no draft: ${form.head}`).toBe(true);
    expect(draftForm(post.content), 'sent in another form').toBe(JSON.stringify([form.head, form.pictures]));
    expect(post.version, `sent by itself after it had come back: ${form.head}`).toBe(1);
    if (approval.mode === 'auto-after') expect(silent.has(post.id), `sent by itself too soon, or although somebody objected: ${form.head}`).toBe(true);
  };
  /** Silence is consent only to what stood in the chat for so long, while somebody listened. */
  const silent = new Set<string>();
  const noteSilence = (post: Post) => {
    if (post.status !== 'approved' || post.approval.by !== 'no-objection' || approval.mode !== 'auto-after') return;
    const since = Math.max(shownSince.get(`${post.id}|${headOf(post.content)}`) ?? Number.POSITIVE_INFINITY, state.startedAt);
    if (desk.clock().getTime() - since >= approval.ms && !objected.has(post.id)) silent.add(post.id);
  };
  written.push(noteSilence);
  const { publish, edit, remove } = desk.page;
  desk.page.publish = async (input, uploads) => {
    await checkSend(input);
    return publish(input, uploads);
  };
  desk.page.edit = async (id, message) => {
    const post = await storedWith((one) => one.status === 'published' && one.remoteId === id);
    expect(
      changes.some((one) => one.postId === post.id && wordsIn(one.head) === message),
      `edited on the Page without a yes: ${message}`,
    ).toBe(true);
    state.edited += 1;
    return edit(id, message);
  };
  desk.page.remove = async (id) => {
    const post = await storedWith((one) => one.status === 'published' && one.remoteId === id);
    expect(off.has(post.id), `taken off the Page without a yes: ${post.title}`).toBe(true);
    state.removed += 1;
    return remove(id);
  };

  // ---------------------------------------------------------------- hands

  const on: { app: App } = { app: desk.app };
  /** Whatever was under way is gone; what Telegram had brought comes again. */
  const attempt = async (work: (app: App) => Promise<unknown>) => {
    try {
      await work(on.app);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      await start();
      await work(on.app);
    }
  };
  const start = async () => {
    crash.after = -1;
    state.startedAt = desk.clock().getTime();
    on.app = createApp(desk.ports, desk.config);
    await on.app.listenAnew();
  };
  const runAll = async () => {
    for (const job of ['collect', 'watch', 'draft', 'ask-staff', 'schedule', 'publish', 'settle', 'ask-staff'] as const) {
      const ran = await on.app.run(job);
      if (ran.outcome !== 'failed') continue;
      if (!(ran.error instanceof Killed)) throw ran.error;
      await start();
    }
  };
  const numbers = { message: 5000, change: 0 };
  const says = (who: Who, text: string, over: Partial<ChatMessage>): ChatMessage => {
    numbers.message += 1;
    const user: ChatUser = { id: people[who], name: who };
    const rest = { direct: false, topic: null, user, command: null, picture: null, replyTo: null };
    return { kind: 'message', chat: chatId, message: numbers.message, text, ...rest, ...over };
  };
  const press = async ({ who, verb, which, old, twice }: Extract<Action, { does: 'press' }>) => {
    const present = [...desk.chat.cards.values()].flatMap((card) => card.buttons.flat().flatMap((button) => ('press' in button ? [button.press] : [])));
    const all = (old ? seen.map((one) => one.data) : present).filter((data) => verb === null || data.startsWith(`${verb}:`));
    const data = all[which % Math.max(1, all.length)];
    if (data === undefined) return;
    const above = seen.filter((one) => one.data === data);
    const by = people[who];
    const pressed: Press = { data, user: { id: by, name: who }, chat: chatId, message: 1 };
    if (mayApprove(by)) {
      if (/^[aw]:/.test(data)) agreed.push(...above.map((one) => ({ ...one, by })));
      if (/^[lu]:/.test(data)) changes.push(...above.map((one) => ({ ...one, by })));
      if (data.startsWith('g:')) off.add(parse(data).postId);
    }
    for (const _ of twice ? [1, 2] : [1])
      await attempt(async (app) => {
        const { answer } = await app.press(pressed);
        const { postId, version } = parse(data);
        const post = await memory.posts.get(postId);
        if (post === null || post.status === 'skipped') return;
        if (answer.text !== vi.press.rejected(post.title).slice(0, 200) && answer.text !== vi.press.backAgain(post.title).slice(0, 200)) return;
        objected.add(postId);
        closed.add(`${postId}:${version}`);
      });
  };
  const command = async ({ who, text, to }: Extract<Action, { does: 'command' }>) => {
    const [name = '', ...rest] = text.split(' ');
    const replyTo = to === null ? null : { message: 4000, user: { id: people[to], name: to }, bot: false };
    const message = says(who, text, { command: { name: name.slice(1), argument: rest.join(' ') }, replyTo });
    const before = desk.chat.texts.length;
    await attempt((app) => app.hear(message));
    if (roles.get(people[who]) !== 'admin') return;
    if (name === '/tamdung' && rest.length > 0) state.paused = true;
    if (name === '/tieptuc') state.paused = false;
    if (to === null || to === 'lan') return;
    const [role] = (['approver', 'editor', 'admin'] as const).filter((one) => vi.chat.roles[one] === rest.join(' '));
    if (name === '/themnguoi') roles.set(people[to], role ?? 'approver');
    if (name === '/botnguoi') roles.delete(people[to]);
    expect(desk.chat.texts.length, 'a command is answered').toBeGreaterThanOrEqual(before);
  };
  const changePortal = ({ number, change }: Extract<Action, { does: 'portal' }>) => {
    const article = shown[number % shown.length];
    if (article === undefined) return;
    numbers.change += 1;
    const at = shown.indexOf(article);
    if (change === 'words') shown[at] = { ...article, title: `Tin ${at + 1} (sửa lần ${numbers.change})` };
    if (change === 'pictures') shown[at] = { ...article, images: [...article.images.slice(1), { url: image(30 + (numbers.change % 9)), caption: null }] };
    const gone = { kind: 'withdrawn', status: 410, detail: 'gone', retryAt: null } as const;
    const now = shown[at] ?? article;
    desk.portal.pages.set(now.url, change === 'gone' ? { outcome: 'failed', problem: gone } : { outcome: 'read', key: keyOf(now.url), article: now });
  };
  const act = async (action: Action) => {
    switch (action.does) {
      case 'press':
        return press(action);
      case 'reply': {
        const question = [...desk.chat.prompts.keys()].at(-1);
        const replyTo = question === undefined ? null : { message: question, user: null, bot: true };
        const message = says(action.who, action.text, { picture: action.picture ? 'upload' : null, replyTo });
        return replyTo === null ? undefined : attempt((app) => app.hear(message));
      }
      case 'command':
        return command(action);
      case 'portal':
        return changePortal(action);
      case 'alter': {
        const [post] = [...(await memory.posts.withStatus('scheduled', 1)), ...(await memory.posts.withStatus('approved', 1))];
        if (post !== undefined) await memory.posts.replace(post, { ...post, content: { ...post.content, message: `${post.content.message} (bị sửa)` } });
        return;
      }
      case 'delete-card':
        return void desk.chat.cards.delete([...desk.chat.cards.keys()][0] ?? 0);
      case 'chat-down':
        return void desk.chat.script.push({ outcome: 'refused', why: 'no-chat', detail: 'kicked' }, { outcome: 'unknown', detail: 'no answer' });
      case 'lose-change':
        return void desk.page.changes.push({ outcome: { outcome: 'unknown', detail: 'no answer' }, lands: action.lands });
      case 'lose-send':
        return void desk.page.script.push({ outcome: { outcome: 'unknown', detail: 'no answer' }, lands: action.lands });
      case 'crash':
        return void Object.assign(crash, { after: action.after, kept: action.kept });
      case 'restart':
        return start();
      case 'pass':
        return desk.pass(action.minutes * minute);
      case 'run':
        return runAll();
    }
  };

  await on.app.install();
  await runAll();
  for (const action of actions) await act(action);
  crash.after = -1;
  desk.chat.script.splice(0);
  desk.pass(minute);
  await runAll();
  await runAll();
  await checkAudit(memory);
  const urls = desk.page.live.map((post) => post.links[0] ?? /https:\/\/halam\.example\/tin\/\d/.exec(post.message ?? '')?.[0]);
  expect(new Set(urls).size, 'twice on the Page').toBe(urls.length);
  const corrected = (await memory.decisions.chain(null, 999)).filter(({ verb }) => verb === 'correct').length;
  return { sent: desk.page.sends.length, edited: state.edited, removed: state.removed, corrected };
}

function watched(
  posts: PostStore,
  crash: { after: number; kept: boolean },
  planted: Planted,
  drafts: Map<string, Set<string>>,
  hear: (post: Post) => void,
): PostStore {
  return {
    ...posts,
    add: async (post) => {
      if (post.status === 'draft' && !post.warnings.some((warning) => warning.facts)) drafts.set(post.id, new Set([draftForm(post.content)]));
      return posts.add(post);
    },
    replace: async (current, next) => {
      const dies = crash.after === 0;
      crash.after -= 1;
      if (dies && !crash.kept) throw new Killed();
      // A bug is planted in what is kept: of the same type, whatever it does to it.
      const written = await posts.replace(current, planted.stored === undefined ? next : Object.assign({}, next, planted.stored(next)));
      hear(next);
      if (dies) throw new Killed();
      return written;
    },
  };
}

/** The chain is whole, and whatever is approved or out stands in it with its hash. */
async function checkAudit({ decisions, posts }: Stores): Promise<void> {
  const chain = await decisions.chain(null, 9999);
  const each = async function* () {
    yield* chain;
  };
  expect(await checkChain(each())).toMatchObject({ ok: true, entries: chain.length });
  for (const post of await posts.list(true, 99)) {
    if (post.status === 'skipped' || !('approval' in post)) continue;
    const said = chain.filter((one) => one.postId === post.id && ['approve', 'post-now', 'edit-live'].includes(one.verb));
    expect(
      said.map((one) => one.hash),
      `the yes to what is ${post.status} stands in the audit`,
    ).toContain(post.approval.hash);
    if (post.status === 'published' && post.live == null) expect(post.approval.hash).toBe(contentHash(post.page, post.content));
  }
}
