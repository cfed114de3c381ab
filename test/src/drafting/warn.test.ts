import { describe, expect, it } from 'vitest';
import type { Article } from '../../../src/article.ts';
import type { Gathered } from '../../../src/drafting/gather.ts';
import { warningsOf } from '../../../src/drafting/warn.ts';
import type { Content, WarningKind } from '../../../src/post.ts';
import { addMs, hour } from '../../../src/time.ts';
import { anArticle, start } from '../../fakes/desk.ts';
import { goldenSettings } from '../../tools/golden.ts';

const preview = { url: 'https://halam.example/1.jpg', alt: null, sha256: 'a' };
const images = [{ url: preview.url, caption: null }];
const content: Content = { form: 'link', message: 'Tin', link: 'https://halam.example/1', preview };
const bare: Content = { ...content, preview: null };
const all: Gathered = { pictures: [], unreadable: false, leftOut: 0, more: false, foreign: [], film: null, preview: null };

type Case = { readonly content?: Content; readonly gathered?: Partial<Gathered>; readonly said?: Partial<Article>; readonly pageUnread?: boolean };

function given(over: Partial<Article>, { content: shown = content, gathered = {}, said = {}, pageUnread = false }: Case = {}) {
  const article = anArticle({ images, ...over });
  const composed = {
    article,
    said: { ...article, ...said },
    translation: null,
    content: shown,
    gathered: { ...all, ...gathered },
    settings: goldenSettings,
    pageUnread,
  };
  return warningsOf(composed, start);
}

describe('a warning', () => {
  it('is not given for an article that has everything', () => {
    expect(given({})).toEqual([]);
  });

  it.each<[WarningKind, boolean, Partial<Article>, Case]>([
    ['no-date', true, { publishedAt: null }, {}],
    ['odd-letters', true, {}, { content: { ...content, message: 'Khánh th\uFFFDnh' } }],
    ['page-unread', true, {}, { pageUnread: true }],
    ['old', false, { publishedAt: addMs(start, -48 * hour - 1) }, {}],
    ['no-lead', false, { lead: null }, {}],
    ['no-picture', false, { images: [] }, { content: bare }],
    ['picture-unreadable', false, {}, { content: bare, gathered: { unreadable: true } }],
    ['long-title', false, { title: 'a'.repeat(201) }, {}],
  ])('%s is given, about facts: %s', (kind, facts, over, shown) => {
    expect(given(over, shown)).toEqual([{ kind, facts }]);
  });

  it('names the figures and the names that its page does not have; they are doubtful facts', () => {
    const message = 'Ông Trần Quốc Việt trao 120 suất quà trị giá 12.000 đồng';
    expect(given({}, { content: { ...content, message }, said: { body: 'Ông Trần Quốc Việt trao 12000 đồng' } })).toEqual([
      { kind: 'figures', facts: true, detail: '120' },
    ]);
    expect(given({}, { content: { ...content, message }, said: { body: '120 suất, 12.000 đồng, ông Trần Quốc Vượng' } })).toEqual([
      { kind: 'names', facts: true, detail: 'Trần Quốc Việt' },
    ]);
  });

  it('begins where it begins', () => {
    expect(given({ publishedAt: addMs(start, -48 * hour) })).toEqual([]);
    expect(given({ title: 'a'.repeat(200) })).toEqual([]);
  });

  it('stands beside others, what matters most first', () => {
    const kinds = given({ publishedAt: null, lead: null, images: [] }, { content: bare, pageUnread: true }).map(({ kind }) => kind);
    expect(kinds).toEqual(['page-unread', 'no-date', 'no-lead', 'no-picture']);
  });
});
