import { describe, expect, it } from 'vitest';
import { readArticleDocument } from '../../../adapters/portal/documents.ts';

const url = 'https://halam.gov.vn/tin/cau-ben-van-12345.htm';

function cardOf(head: string) {
  const body =
    '<h1>Khánh thành cầu Bến Vân</h1><p><b>Sáng 9/3, UBND tỉnh tổ chức lễ khánh thành.</b></p><p>Cầu dài 1.250 m, tổng mức đầu tư 1.486 tỷ đồng.</p>';
  const html = `<!doctype html><html lang="vi"><head><meta charset="utf-8">${head}</head><body><article>${body}</article></body></html>`;
  const reading = readArticleDocument(new TextEncoder().encode(html), {
    url,
    contentType: 'text/html; charset=utf-8',
    zone: 'Asia/Ho_Chi_Minh',
    now: new Date('2026-03-10'),
  });
  if (reading.outcome === 'failed') throw new Error(reading.problem.detail);
  return { card: reading.card, article: reading.article };
}

describe('the preview of a page, as Facebook reads it', () => {
  it('is what its Open Graph tags say, by property or by name', () => {
    const head =
      '<title>Tiêu đề khác</title><meta property="og:title" content="Cầu &amp; đường"><meta name="og:description" content=" Sáng 9/3 "><meta property="og:image" content="http://halam.gov.vn/anh/1.jpg">';
    expect(cardOf(head).card).toEqual({ title: 'Cầu & đường', description: 'Sáng 9/3', picture: 'http://halam.gov.vn/anh/1.jpg', barred: false });
  });

  it('falls back to title and description; without og:image there is no picture', () => {
    const head = '<title>Cầu Bến Vân - Cổng tỉnh</title><meta name="description" content="Mô tả">';
    expect(cardOf(head).card).toEqual({ title: 'Cầu Bến Vân - Cổng tỉnh', description: 'Mô tả', picture: null, barred: false });
  });

  it('takes a picture path-only, secure before plain, and no other scheme', () => {
    expect(cardOf('<meta property="og:image" content="/anh/1.jpg">').card?.picture).toBe('https://halam.gov.vn/anh/1.jpg');
    expect(
      cardOf('<meta property="og:image" content="http://a.vn/1.jpg"><meta property="og:image:secure_url" content="https://a.vn/1.jpg">').card?.picture,
    ).toBe('https://a.vn/1.jpg');
    expect(cardOf('<meta property="og:image" content="data:image/png;base64,AA">').card?.picture).toBeNull();
  });
});

describe('the other language of a page', () => {
  it('is what its hreflang names, on the same portal, and not the front page', () => {
    expect(cardOf('<link rel="alternate" hreflang="en" href="/en/news/bridge-12346.htm">').article.translation).toBe(
      'https://halam.gov.vn/en/news/bridge-12346.htm',
    );
    expect(cardOf('<link rel="alternate" hreflang="en" href="https://elsewhere.com/bridge-1.htm">').article.translation).toBeUndefined();
    expect(cardOf('<link rel="alternate" hreflang="en" href="https://halam.gov.vn/">').article.translation).toBeUndefined();
    expect(cardOf('<link rel="alternate" hreflang="vi" href="/tin/khac-1.htm">').article.translation).toBeUndefined();
  });
});
