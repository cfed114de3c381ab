import { describe, expect, it } from 'vitest';
import type { PagePost } from '../../../src/ports.ts';
import type { Content } from '../../../src/post.ts';
import { findOnPage, foldLink } from '../../../src/publishing/on-page.ts';
import { start } from '../../fakes/desk.ts';

const article: Content = { form: 'link', message: 'Khánh thành cầu Hạ Lam', link: 'https://halam.example/tin/1', preview: null };

function live(over: Partial<PagePost>): PagePost {
  return { remoteId: '100_1', createdAt: start, message: null, permalink: null, links: [], ...over };
}

function isFound(content: Content, over: Partial<PagePost>): boolean {
  return findOnPage([live(over)], content).length === 1;
}

describe('an address is the same', () => {
  it.each([
    ['with tracking parameters', 'https://halam.example/tin/1?utm_source=fb&fbclid=x&mibextid=y'],
    ['by http, with www, a slash and a fragment', 'http://www.halam.example/tin/1/#binh-luan'],
    ['in its mobile form', 'https://m.halam.example/tin/1'],
  ])('%s', (_how, link) => {
    expect(isFound(article, { links: [link] })).toBe(true);
  });

  it('with its Vietnamese letters escaped in either case, or composed otherwise', () => {
    const link = 'https://halam.example/tin/khánh-thành';
    expect(new Set([link, 'https://halam.example/tin/kh%c3%a1nh-th%C3%A0nh', link.normalize('NFD')].map(foldLink)).size).toBe(1);
  });

  it('with its parameters in another order', () => {
    expect(foldLink('https://a.example/x?b=2&a=1')).toBe(foldLink('https://a.example/x?a=1&utm_medium=z&b=2'));
  });
});

describe('an address is another', () => {
  it.each([
    ['path', 'https://halam.example/tin/11'],
    ['parameter', 'https://halam.example/tin/1?id=2'],
    ['host', 'https://other.example/tin/1'],
    ['port', 'https://halam.example:8443/tin/1'],
  ])('by its %s', (_what, link) => {
    expect(isFound(article, { links: [link], message: article.message })).toBe(false);
  });

  it('and what is no address at all is compared as it stands', () => {
    expect(foldLink(' not an address ')).toBe('not an address');
    expect(foldLink('https://a.example/%E0%A4%A')).toBe('a.example/%E0%A4%A');
  });
});

describe('a post is found', () => {
  it('by its link in the text of a picture post', () => {
    const links = ['https://www.facebook.com/100/photos/7'];
    expect(isFound(article, { links, message: 'Khánh thành\n\nXem chi tiết: https://halam.example/tin/1.' })).toBe(true);
    expect(isFound(article, { links, message: 'Xem chi tiết: https://halam.example/tin/12.' })).toBe(false);
  });

  it('by a link that itself ends in punctuation', () => {
    const link = 'https://halam.example/tin/cau_(Ha_Lam)';
    expect(isFound({ ...article, link }, { message: `Xem: ${link}` })).toBe(true);
  });

  it('by the same text where the link of the post cannot be read, whatever links stand in the text', () => {
    expect(isFound(article, { message: 'Khánh  thành cầu\nHạ Lam'.normalize('NFD') })).toBe(true);
    const content = { ...article, message: 'Đăng ký tại https://dichvucong.example/x' };
    expect(isFound(content, { message: content.message })).toBe(true);
  });

  it('not by the same text under another link, and not by no text', () => {
    expect(isFound(article, { message: article.message, links: ['https://halam.example/tin/2'] })).toBe(false);
    expect(isFound({ ...article, message: '' }, { message: null })).toBe(false);
  });

  it('each time it is there, newest first', () => {
    const posts = [live({ remoteId: 'b', links: [article.link] }), live({ remoteId: 'x' }), live({ remoteId: 'a', links: [article.link] })];
    expect(findOnPage(posts, article).map((post) => post.remoteId)).toEqual(['b', 'a']);
  });
});

describe('a digest that lists an article', () => {
  const digest = '• Khánh thành cầu Hạ Lam\nhttps://halam.example/tin/1\n• Bế mạc giải bóng đá';

  it("is not the article's own post, which would never come then", () => {
    expect(isFound(article, { message: digest, links: ['https://halam.example/tin/diem-tin'] })).toBe(false);
    expect(isFound(article, { message: digest })).toBe(false);
  });

  it('is found by its own link, or by its text', () => {
    const own: Content = { ...article, message: digest, link: 'https://halam.example/tin/diem-tin' };
    expect(isFound(own, { message: digest, links: ['https://halam.example/tin/diem-tin'] })).toBe(true);
    expect(isFound(own, { message: digest })).toBe(true);
  });
});
