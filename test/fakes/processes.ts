/** Posts that are about to go out, and further processes over a desk's stores that a test watches or kills. */
import { type App, createApp } from '../../src/app.ts';
import { contentHash, postIdOf, slotKeyOf } from '../../src/identity.ts';
import type { FanPage, Ports, Refusal, Store } from '../../src/ports.ts';
import type { Content, Post, RefusalClass, Scheduled } from '../../src/post.ts';
import { type FakeDesk, pageId } from './desk.ts';

export function linkOf(number: number): string {
  return `https://halam.example/tin/${number}`;
}

export function linkContent(number: number): Content {
  return { form: 'link', message: `Tin số ${number}`, link: linkOf(number), preview: null };
}

/** Post number n, approved by Lan and due at `slot`. */
export function aScheduled(number: number, slot: Date, over: Partial<Scheduled> = {}): Scheduled {
  const page = over.page ?? pageId;
  const content = over.content ?? linkContent(number);
  return {
    id: postIdOf(`article-${number}`, page),
    rev: 0,
    articleId: `article-${number}`,
    page,
    source: 'https://halam.example/rss',
    title: `Tin số ${number}`,
    url: linkOf(number),
    createdAt: new Date(slot.getTime() - 3_600_000 + number),
    updatedAt: slot,
    kind: 'news',
    language: 'vi',
    articleAt: null,
    content,
    warnings: [],
    version: 1,
    card: null,
    redraw: false,
    approval: { by: { id: 7, name: 'Lan' }, at: slot, hash: contentHash(page, content) },
    slot,
    slotKey: slotKeyOf(page, slot),
    resends: 0,
    notBefore: null,
    uploads: null,
    status: 'scheduled',
    ...over,
  };
}

/** Stores posts 1 … n, due a second apart, the last of them now. */
export async function putScheduled(desk: FakeDesk, count: number, over: Partial<Scheduled> = {}): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= count; number++) {
    const post = aScheduled(number, new Date(desk.clock().getTime() - (count - number) * 1000), over);
    if (!(await desk.ports.posts.add(post))) throw new Error('could not be stored');
    ids.push(post.id);
  }
  return ids;
}

export async function postOf(desk: FakeDesk, id: string | undefined): Promise<Post> {
  const post = id === undefined ? null : await desk.ports.posts.get(id);
  if (post === null) throw new Error('no such post');
  return post;
}

export function refusal(kind: RefusalClass, over: Partial<Refusal> = {}): Refusal {
  return { class: kind, code: 1, subcode: null, detail: `a ${kind} error`, retryAt: null, ...over };
}

/** Stands between a process and one call: may look, wait, or die before or after it. */
export type Around = <T>(call: string, work: () => Promise<T>) => Promise<T>;

function labelOf(name: string, next: object): string {
  const status = 'status' in next ? `:${String(next.status)}` : '';
  const mark = 'sendingAt' in next && next.sendingAt !== null && status === ':publishing' ? ':sending' : '';
  return `${name}${status}${mark}`;
}

function storeAround<T extends { readonly id: string; readonly rev: number }>(name: string, store: Store<T>, around: Around): Store<T> {
  return {
    add: (value) => around(`${name}:add`, () => store.add(value)),
    get: (id) => store.get(id),
    replace: (current, next) => around(labelOf(name, next), () => store.replace(current, next)),
  };
}

function pageAround(page: FanPage, around: Around): FanPage {
  return {
    ...page,
    publish: (post, uploads) => around('send', () => page.publish(post, uploads)),
    postsSince: (since) => around('look', () => page.postsSince(since)),
    readBack: (id) => around('readBack', () => page.readBack(id)),
    health: () => around('health', () => page.health()),
  };
}

export function portsAround(ports: Ports, around: Around): Ports {
  return {
    ...ports,
    posts: { ...ports.posts, ...storeAround('posts', ports.posts, around) },
    pages: storeAround('pages', ports.pages, around),
    notices: { ...ports.notices, ...storeAround('notices', ports.notices, around) },
    reports: storeAround('reports', ports.reports, around),
    chat: {
      ...ports.chat,
      sendReport: (chat, report) => around('report', () => ports.chat.sendReport(chat, report)),
      sendDocument: (chat, document) => around('document', () => ports.chat.sendDocument(chat, document)),
    },
    fanPages: ports.fanPages.map((page) => pageAround(page, around)),
  };
}

/** Another process on the same stores, Page and chat. */
export function anotherProcess(desk: FakeDesk, self: string, around: Around = (_call, work) => work()): App {
  const processes = { self, isGone: (name: string) => desk.gone.has(name) };
  return createApp(portsAround({ ...desk.ports, processes }, around), desk.config);
}

/** Notes every write and call in order. */
export function recorder(calls: string[]): Around {
  return (call, work) => {
    calls.push(call);
    return work();
  };
}

/** Dies at the n-th call (from 1), before or after its effect, and does nothing more after that. `calls` counts what it began. */
export function dyingAt(nth: number, when: 'before' | 'after'): { readonly around: Around; readonly died: () => string | null } {
  const state: { calls: number; died: string | null } = { calls: 0, died: null };
  return {
    died: () => state.died,
    around: async (call, work) => {
      if (state.died !== null) throw new Error('this process is dead');
      state.calls += 1;
      if (state.calls !== nth) return work();
      state.died = call;
      if (when === 'after') await work();
      throw new Error(`killed ${when} ${call}`);
    },
  };
}

/** How often each link stands on the Page. */
export function timesOnPage(desk: FakeDesk): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const post of desk.page.live) for (const link of post.links) counts[link] = (counts[link] ?? 0) + 1;
  return counts;
}

/** Something that somebody else put on the Page. */
export function putOnPage(desk: FakeDesk, over: Partial<Awaited<ReturnType<typeof livePost>>>): void {
  desk.page.live.unshift({ ...livePost(desk), ...over });
}

function livePost(desk: FakeDesk) {
  const number = desk.page.live.length + 1;
  const links: readonly string[] = [];
  const message: string | null = 'Lời khác';
  const permalink: string | null = `https://facebook.example/by-hand-${number}`;
  return { remoteId: `by-hand-${number}`, createdAt: desk.clock(), message, permalink, links };
}

/** Texts that staff were told, after the chat was brought up to date. */
export async function told(desk: FakeDesk): Promise<readonly string[]> {
  const outcome = await desk.app.run('ask-staff');
  if (outcome.outcome !== 'done') throw new Error('cards could not be drawn');
  return desk.chat.texts;
}
