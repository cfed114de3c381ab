import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSourceDocument } from '../../../../adapters/portal/documents.ts';
import { plainSource } from '../../../../src/source.ts';

const zone = 'Asia/Ho_Chi_Minh';
const now = new Date('2026-03-10T00:00:00Z');

function reading(html: string, url = 'https://lamson.gov.vn/tin-tuc') {
  return readSourceDocument(new TextEncoder().encode(html), { url, contentType: null, zone, now, source: plainSource(url, zone) });
}
function linksOf(html: string): string[] {
  const result = reading(html);
  return result.outcome === 'read' ? result.items.map((item) => new URL(item.article.url).pathname) : [result.outcome];
}

const subjects = ['Hội nghị', 'Lễ hội', 'Tập huấn', 'Khánh thành', 'Thông báo', 'Kế hoạch', 'Kiểm tra', 'Ra quân'];
const places = ['xã Hà Lâm', 'phường Lam Sơn', 'thôn Đồng Cao', 'khu phố Ba', 'huyện cũ Hà Trung'];
const titleOf = (n: number) => `${subjects[n % subjects.length]} về việc số ${n} tại ${places[n % places.length]} trong quý này`;

/** A list in one of the ways in which portals build it. */
type Layout = {
  readonly count: number;
  readonly box: 'ul' | 'div' | 'table' | 'grid' | 'section';
  readonly heading: 'h2' | 'h3' | 'h4' | 'none';
  readonly picture: boolean;
  readonly date: 'span' | 'brackets' | 'time' | 'none';
  readonly lead: boolean;
  readonly more: boolean;
  readonly address: 'slug' | 'liferay' | 'number' | 'nid';
};
const layouts: fc.Arbitrary<Layout> = fc.record({
  count: fc.integer({ min: 3, max: 25 }),
  box: fc.constantFrom('ul', 'div', 'table', 'grid', 'section'),
  heading: fc.constantFrom('h2', 'h3', 'h4', 'none'),
  picture: fc.boolean(),
  date: fc.constantFrom('span', 'brackets', 'time', 'none'),
  lead: fc.boolean(),
  more: fc.boolean(),
  address: fc.constantFrom('slug', 'liferay', 'number', 'nid'),
});

function addressOf(layout: Layout, n: number): string {
  switch (layout.address) {
    case 'slug':
      return `/tin-tuc/bai-viet-ve-viec-so-${n}`;
    case 'liferay':
      return `/web/guest/tin/-/details/20182/bai-${880000 + n}`;
    case 'number':
      return `/bai-10226030914051${String(n).padStart(4, '0')}.htm`;
    case 'nid':
      return `/Trang/ChiTiet.aspx?nid=${n + 1}`;
  }
}

function entry(layout: Layout, n: number): string {
  const href = addressOf(layout, n);
  const day = `${String((n % 9) + 1).padStart(2, '0')}/03/2026`;
  const words = `<a href="${href}">${titleOf(n)}</a>`;
  return [
    layout.picture ? `<a href="${href}"><img src="/anh/${n}.jpg" alt=""></a>` : '',
    layout.heading === 'none' ? words : `<${layout.heading}>${words}</${layout.heading}>`,
    {
      span: `<span class="ngay">${day}</span>`,
      brackets: ` (${day})`,
      time: `<time datetime="2026-03-0${(n % 9) + 1}T08:00:00+07:00">${day}</time>`,
      none: '',
    }[layout.date],
    layout.lead ? `<p>Việc số ${n} được triển khai tại cơ sở với sự tham gia của đông đảo nhân dân và các đoàn thể.</p>` : '',
    layout.more ? `<a href="${href}">Xem chi tiết</a>` : '',
  ].join('');
}

function listOf(layout: Layout): string {
  const entries = Array.from({ length: layout.count }, (_, n) => entry(layout, n));
  switch (layout.box) {
    case 'ul':
      return `<ul class="ds-tin">${entries.map((each, n) => `<li class="item-${n} ${n % 2 === 0 ? 'odd' : 'even'}">${each}</li>`).join('')}</ul>`;
    case 'div':
      return `<div class="ds">${entries.map((each) => `<div class="muc">${each}</div>`).join('')}</div>`;
    case 'table':
      return `<table class="bang">${entries.map((each, n) => `<tr><td>${n + 1}</td><td>${each}</td></tr>`).join('')}</table>`;
    case 'grid':
      return Array.from(
        { length: Math.ceil(entries.length / 3) },
        (_, row) =>
          `<div class="row">${entries
            .slice(row * 3, row * 3 + 3)
            .map((each) => `<div class="col-md-4">${each}</div>`)
            .join('')}</div>`,
      ).join('');
    case 'section':
      return `<section>${entries.map((each) => `<article><div class="in">${each}</div></article>`).join('')}</section>`;
  }
}

const menu = `<div class="main-menu"><ul>${['Giới thiệu chung về địa phương', 'Tin tức và sự kiện trong ngày', 'Văn bản chỉ đạo điều hành mới'].map((name, i) => `<li><a href="/muc-${i}">${name}</a></li>`).join('')}</ul></div>`;
const side = (title: string, from: number) =>
  `<div class="box"><h4 class="box-title">${title}</h4><ul>${Array.from({ length: 8 }, (_, i) => `<li><a href="/phu/bai-ben-le-trang-so-${from + i}">Bài bên lề trang thứ ${from + i} được nhiều người xem</a></li>`).join('')}</ul></div>`;
const footer =
  '<footer><a href="/chinh-sach-bao-mat-thong-tin">Chính sách bảo mật thông tin của cổng</a><a href="https://khac.example/bai-viet-quang-cao">Bài quảng cáo ở một nơi khác</a></footer>';
const pager = '<div class="phan-trang"><a href="/tin-tuc?page=2">2</a><a href="/tin-tuc?page=3">3</a><a href="/tin-tuc?page=2">Trang sau</a></div>';

describe('a list that nobody described', () => {
  test('is found whole, and nothing beside it, however it is built', () => {
    fc.assert(
      fc.property(layouts, fc.boolean(), (layout, sideFirst) => {
        const boxes = side('Tin đọc nhiều', 0) + side('Tin xem nhiều nhất', 50);
        const main = `<div class="noi-dung-chinh">${listOf(layout)}${pager}</div>`;
        const html = `<html><head><title>Tin tức</title></head><body>${menu}<div class="khung">${sideFirst ? boxes + main : main + boxes}</div>${footer}</body></html>`;
        const result = reading(html);
        if (result.outcome !== 'read') throw new Error(JSON.stringify(result));
        const expected = Array.from({ length: layout.count }, (_, n) => titleOf(n));
        expect(result.items.map((item) => item.article.title).sort()).toEqual(expected.sort());
        for (const { article } of result.items) {
          expect(article.publishedAt === null).toBe(layout.date === 'none');
          expect(article.images.length).toBe(layout.picture ? 1 : 0);
          expect(article.lead !== null).toBe(layout.lead);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('is named by a selector that finds the same entries again', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const html = `<html><body>${menu}${listOf(layout)}${side('Tin đọc nhiều', 0)}${footer}</body></html>`;
        const first = reading(html);
        const selector = first.outcome === 'read' ? first.found?.selector : null;
        if (first.outcome !== 'read' || selector == null) throw new Error(JSON.stringify(first));
        const url = 'https://lamson.gov.vn/tin-tuc';
        const list = { item: selector, link: [], title: [], lead: [], date: [], image: [] };
        const again = readSourceDocument(new TextEncoder().encode(html), { url, contentType: null, zone, now, source: { ...plainSource(url, zone), list } });
        const keys = (each: ReturnType<typeof reading>) => (each.outcome === 'read' ? each.items.map((item) => item.key).sort() : []);
        expect(keys(again)).toEqual(expect.arrayContaining(keys(first)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is no list of articles', () => {
  test.each([
    ['a menu', menu],
    ['boxes of most-read news', side('Tin đọc nhiều', 0) + side('Có thể bạn quan tâm', 20)],
    ['an article', '<h1>Lễ hội đền Thượng</h1><p>Lễ hội diễn ra trong ba ngày. Xem <a href="/tin/bai-truoc-ve-le-hoi">bài trước về lễ hội</a>.</p>'],
    [
      'comments',
      `<div class="comments">${[1, 2, 3].map((n) => `<div><a href="/u/nguoi-doc-${n}">Người đọc thứ ${n} của cổng thông tin</a> 09/03/2026 <p>Bài viết rất hay và bổ ích cho người dân chúng tôi, xin cảm ơn tòa soạn.</p></div>`).join('')}</div>`,
    ],
    [
      'banners',
      `<div class="banner">${[1, 2, 3].map((n) => `<a href="/chien-dich-${n}"><img src="/b${n}.jpg" alt="Chiến dịch tuyên truyền số ${n} năm 2026"></a>`).join('')}</div>`,
    ],
  ])('%s', (_name, html) => {
    expect(linksOf(`<html><body>${html}</body></html>`)).toEqual(['failed']);
  });
});

test('a side box in the layout of a class named for its sidebar hides nothing', () => {
  const items = [0, 1, 2, 3].map((n) => `<li><a href="/tin/viec-${n}">${titleOf(n)}</a></li>`).join('');
  expect(linksOf(`<html><body class="sidebar"><div class="with-sidebar"><div id="content-layout"><ul>${items}</ul></div></div></body></html>`)).toHaveLength(4);
});

test('the link to a section in every entry is no article', () => {
  const items = [0, 1, 2]
    .map((n) => `<div class="the"><a href="/van-hoa">Văn hóa - Xã hội</a><h3><a href="/van-hoa/viec-${n}">${titleOf(n)}</a></h3></div>`)
    .join('');
  expect(linksOf(`<html><body><div>${items}</div></body></html>`)).toEqual(['/van-hoa/viec-0', '/van-hoa/viec-1', '/van-hoa/viec-2']);
});

test('a single title with a date in brackets keeps it; where all have one it is the list that tells dates', () => {
  const row = (n: number, title: string) => `<li><a href="/lich/tuan-${n}">${title}</a></li>`;
  const title = (html: string) => {
    const result = reading(`<html><body><ul>${html}</ul></body></html>`);
    return result.outcome === 'read' ? result.items.map((item) => [item.article.title, item.article.publishedAt?.toISOString() ?? null]) : result;
  };
  const names = ['Lịch công tác của lãnh đạo UBND xã', 'Lịch trực của các cơ quan trong xã', 'Lịch tiếp công dân của Chủ tịch xã'];
  expect(title(names.map((name, n) => row(n, n === 0 ? `${name} (02/03/2026)` : name)).join(''))).toContainEqual([`${names[0]} (02/03/2026)`, null]);
  expect(title(names.map((name, n) => row(n, `${name} (0${n + 1}/03/2026)`)).join(''))).toEqual([
    [names[2], '2026-03-02T17:00:00.000Z'],
    [names[1], '2026-03-01T17:00:00.000Z'],
    [names[0], '2026-02-28T17:00:00.000Z'],
  ]);
});

test('a card that is one link has its heading for a title', () => {
  const card = (n: number) =>
    `<a class="card" href="/tin/viec-${n}"><img src="/${n}.jpg"><span class="card-title">${titleOf(n)}</span><span class="d">0${n + 1}/03/2026</span><p>Việc này được triển khai tại cơ sở với sự tham gia của đông đảo nhân dân và đoàn thể.</p></a>`;
  const result = reading(`<html><body><div class="cards">${[0, 1, 2].map(card).join('')}</div></body></html>`);
  expect(result).toMatchObject({
    outcome: 'read',
    items: [2, 1, 0].map((n) => ({
      article: { title: titleOf(n), lead: 'Việc này được triển khai tại cơ sở với sự tham gia của đông đảo nhân dân và đoàn thể.' },
    })),
  });
});

test('a list of pictures alone has its titles in their alt texts', () => {
  const items = [0, 1, 2].map((n) => `<div class="anh"><a href="/anh/bo-anh-${n}"><img src="/a/${n}.jpg" alt="${titleOf(n)}"></a></div>`).join('');
  const result = reading(`<html><head><title>Tin ảnh</title></head><body><div class="bo">${items}</div></body></html>`);
  expect(result).toMatchObject({
    outcome: 'read',
    items: [0, 1, 2].map((n) => ({ article: { title: titleOf(n), kind: 'photos', images: [{ url: `https://lamson.gov.vn/a/${n}.jpg` }] } })),
  });
});

test('a list that says that it is empty is empty where its entries are described; any other page may have an empty box', () => {
  const html = '<html><body><div class="tin">Chưa có tin bài nào trong chuyên mục</div></body></html>';
  const url = 'https://lamson.gov.vn/tin-tuc';
  const list = { item: '.tin li', link: [], title: [], lead: [], date: [], image: [] };
  const described = readSourceDocument(new TextEncoder().encode(html), { url, contentType: null, zone, now, source: { ...plainSource(url, zone), list } });
  expect(described).toMatchObject({ outcome: 'read', items: [], found: { form: 'list', selector: '.tin li' } });
  expect(reading(html)).toMatchObject({ outcome: 'failed', problem: { kind: 'not-a-feed' } });
});

test('a file of a front page is read as a list, and says which feeds it names where it is none', () => {
  const head = '<link rel="alternate" type="application/rss+xml" href="/tin.rss">';
  expect(reading(`<html><head>${head}</head><body><p>Xin chào</p></body></html>`, 'https://lamson.gov.vn/')).toMatchObject({
    problem: { kind: 'not-a-feed', detail: expect.stringContaining('it names these feeds: https://lamson.gov.vn/tin.rss') },
  });
});

test('what stands in the menu is a section, also where an entry names it', () => {
  const names = ['Văn hóa - Xã hội và Du lịch', 'Kinh tế - Đầu tư và Phát triển', 'Cải cách hành chính - Chuyển đổi số'];
  const sections = names.map((name, n) => `<li><a href="/muc-tin-${n}">${name}</a></li>`).join('');
  const items = names.map((name, n) => `<div class="the"><a href="/muc-tin-${n}">${name}</a> <a href="/tin/viec-${n}">${titleOf(n)}</a></div>`).join('');
  expect(linksOf(`<html><body><div class="menu"><ul>${sections}</ul></div><div>${items}</div></body></html>`)).toEqual([
    '/tin/viec-0',
    '/tin/viec-1',
    '/tin/viec-2',
  ]);
});
