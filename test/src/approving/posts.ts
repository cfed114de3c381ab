/** One post in each status, as the line would leave it. */
import { contentHash } from '../../../src/identity.ts';
import type { Awaiting, Person, Post, ShownPost } from '../../../src/post.ts';
import { addMs, minute } from '../../../src/time.ts';
import { chatId, pageId, start } from '../../fakes/desk.ts';

export const lan: Person = { id: 7, name: 'Lan' };

const content = { form: 'link', message: 'Khánh thành cầu Hạ Lam\n\nSáng 23/11.', link: 'https://halam.example/tin/1', preview: null } as const;

/** 24 hex letters from a number. */
export function idOf(number: number): string {
  return number.toString(16).padStart(24, '0');
}

export function anAwaiting(over: Partial<Awaiting> = {}): Awaiting {
  return {
    id: idOf(1),
    rev: 0,
    articleId: idOf(901),
    page: pageId,
    source: 'https://halam.example/rss',
    title: 'Khánh thành cầu Hạ Lam',
    url: 'https://halam.example/tin/1',
    createdAt: start,
    updatedAt: start,
    kind: 'news',
    language: 'vi',
    articleAt: addMs(start, -60 * minute),
    content,
    warnings: [],
    version: 1,
    card: { chat: chatId, message: 1, form: 'text' },
    redraw: false,
    status: 'awaiting',
    askedAt: start,
    objectBy: null,
    returned: null,
    ...over,
  };
}

/** One of each status that has a card or will have one, made of the same draft. */
export function onePerStatus(by: Person | 'auto' | 'no-objection' = lan): readonly ShownPost[] {
  const { askedAt: _asked, objectBy: _object, returned: _returned, status: _status, ...shown } = anAwaiting();
  const approval = { by, at: start, hash: contentHash(pageId, content) };
  const slot = addMs(start, 30 * minute);
  const slotted = { ...shown, approval, slot, slotKey: `${pageId}|${slot.toISOString()}`, resends: 0, notBefore: null, uploads: null };
  const at = addMs(start, 10 * minute);
  const failure = { reason: 'content', code: 100, subcode: null, detail: 'x' } as const;
  return [
    { ...shown, status: 'draft' },
    anAwaiting(),
    { ...shown, approval, status: 'approved' },
    { ...slotted, status: 'scheduled' },
    { ...slotted, status: 'publishing', claim: { by: 'host|1|a', at, until: addMs(at, minute) }, sendingAt: null },
    { ...slotted, status: 'unconfirmed', sendingAt: at, watchUntil: addMs(at, 20 * minute), nextLookAt: at, looks: 0, landed: false },
    { ...slotted, status: 'published', publishedAt: at, remoteId: '100_1', permalink: 'https://facebook.example/100_1', how: 'sent' },
    { ...shown, status: 'rejected', by: lan, at },
    { ...shown, status: 'expired', at },
    { ...shown, approval, status: 'failed', at, failure },
    { ...shown, approval, status: 'retracted', at },
    { ...shown, status: 'held', at, reason: null },
  ];
}

/** The same without a card, skipped ones too. */
export function everyPost(): readonly Post[] {
  const { articleId, page, source, title, url, createdAt, updatedAt, id, rev } = anAwaiting();
  return [...onePerStatus(), { id, rev, articleId, page, source, title, url, createdAt, updatedAt, status: 'skipped', reason: 'copy' }];
}
