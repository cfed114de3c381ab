import { describe, expect, it } from 'vitest';
import { readArticleDocument } from '../../../adapters/portal/documents.ts';

function linksOf(title: string, body: string) {
  const html = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>${title}</title></head><body><article><h1>${title}</h1><div class="article-body">${body}</div></article></body></html>`;
  const reading = readArticleDocument(new TextEncoder().encode(html), {
    url: 'https://halam.gov.vn/tin/diem-tin-12345.htm',
    contentType: 'text/html; charset=utf-8',
    zone: 'Asia/Ho_Chi_Minh',
    now: new Date('2026-03-10'),
  });
  if (reading.outcome === 'failed') throw new Error(reading.problem.detail);
  return { kind: reading.article.kind, links: reading.article.links };
}

const pieces = `<p><strong><a href="/tin/tay-son-1.htm">Xã Tây Sơn trao 20 con bò giống</a></strong></p>
<p>Mỗi con trị giá 15 triệu đồng, mua từ nguồn vận động của Mặt trận. Xem <a href="/tin/mat-tran-2.htm">thông báo</a> của tỉnh.</p>
<h3><a href="https://elsewhere.example/x">Phường Hà Lâm lắp 64 camera an ninh</a></h3>
<p>Hệ thống vận hành từ ngày 13/3, do Công an phường quản lý và khai thác.</p>
<p><b>Bế mạc giải bóng đá thiếu niên</b></p>
<p>Đội phường Hà Lâm giành chức vô địch sau loạt luân lưu. <a href="#dau-trang">Đầu trang</a></p>`;

describe('the headings of a digest that lead to articles', () => {
  it('are read with their addresses; links within a sentence, to other hosts and into the page are none', () => {
    expect(linksOf('Điểm tin ngày 10/3/2026', pieces)).toEqual({
      kind: 'digest',
      links: [{ text: 'Xã Tây Sơn trao 20 con bò giống', url: 'https://halam.gov.vn/tin/tay-son-1.htm' }],
    });
  });

  it('are nothing of other kinds', () => {
    expect(linksOf('Xã Tây Sơn trao bò giống cho hộ nghèo', pieces)).toEqual({ kind: 'news', links: undefined });
  });
});
