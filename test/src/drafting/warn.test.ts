import { describe, expect, it } from 'vitest';
import type { Article } from '../../../src/article.ts';
import { warningsOf } from '../../../src/drafting/warn.ts';
import type { Content, WarningKind } from '../../../src/post.ts';
import { addMs, hour } from '../../../src/time.ts';
import { anArticle, start } from '../../fakes/desk.ts';

const preview = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'a' };
const images = [{ url: preview.url, caption: null }];
const content: Content = { form: 'link', message: 'Tin', link: 'https://halam.example/1', preview };
const read = { pageUnread: false, pictureUnreadable: false };

function kindsOf(over: Partial<Article>, shown: Content = content, troubles = read): WarningKind[] {
  return warningsOf(anArticle({ images, ...over }), shown, troubles, start).map((warning) => warning.kind);
}

describe('a warning', () => {
  it('is not given for an article that has everything', () => {
    expect(kindsOf({})).toEqual([]);
  });

  it.each<[WarningKind, boolean, Partial<Article>, Content, typeof read]>([
    ['no-date', true, { publishedAt: null }, content, read],
    ['odd-letters', true, {}, { ...content, message: 'Khánh th\uFFFDnh' }, read],
    ['page-unread', true, {}, content, { ...read, pageUnread: true }],
    ['old', false, { publishedAt: addMs(start, -48 * hour - 1) }, content, read],
    ['no-lead', false, { lead: null }, content, read],
    ['no-picture', false, { images: [] }, { ...content, preview: null }, read],
    ['picture-unreadable', false, {}, { ...content, preview: null }, { ...read, pictureUnreadable: true }],
    ['long-title', false, { title: 'a'.repeat(201) }, content, read],
  ])('%s is given, about facts: %s', (kind, facts, over, shown, troubles) => {
    expect(warningsOf(anArticle({ images, ...over }), shown, troubles, start)).toEqual([{ kind, facts }]);
  });

  it('begins where it begins', () => {
    expect(kindsOf({ publishedAt: addMs(start, -48 * hour) })).toEqual([]);
    expect(kindsOf({ title: 'a'.repeat(200) })).toEqual([]);
  });

  it('stands beside others, what matters most first', () => {
    expect(kindsOf({ publishedAt: null, lead: null, images: [] }, { ...content, preview: null }, { ...read, pageUnread: true })).toEqual([
      'page-unread',
      'no-date',
      'no-lead',
      'no-picture',
    ]);
  });
});
