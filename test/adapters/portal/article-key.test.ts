import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { articleKey, canonicalUrl, isFrontPage } from '../../../adapters/portal/article-key.ts';

describe('one article under many addresses has one key', () => {
  test.each([
    ['https://lamson.gov.vn/tin/le-hoi', 'http://lamson.gov.vn/tin/le-hoi'],
    ['https://lamson.gov.vn/tin/le-hoi', 'https://www.lamson.gov.vn/tin/le-hoi/'],
    ['https://lamson.gov.vn/tin/le-hoi', 'https://m.lamson.gov.vn/tin/le-hoi'],
    ['https://lamson.gov.vn/tin/le-hoi', 'https://LamSon.gov.vn:443/tin/le-hoi#binh-luan'],
    ['https://lamson.gov.vn/tin/le-hoi', 'http://lamson.gov.vn:80/tin//le-hoi?utm_source=zalo&utm_medium=x&fbclid=1&gclid=2&zarsrc=30'],
    ['https://lamson.gov.vn/tin/le-hoi', 'https://lamson.gov.vn/tin/le-hoi;jsessionid=AB12.node1?'],
    ['https://lamson.gov.vn/tin/l%E1%BB%85', 'https://lamson.gov.vn/tin/lễ'],
    ['https://lamson.gov.vn/tin/a-b', 'https://lamson.gov.vn/tin/a%2db'],
    ['https://lamson.gov.vn/xem?id=1&loai=2', 'https://lamson.gov.vn/xem?loai=2&id=1'],
    [
      'https://lamson.gov.vn/a/-/details/20182/le-hoi-88012301',
      'https://lamson.gov.vn/web/guest/b/-/details/30455/ten-khac-88012301?redirect=%2Fb&inheritRedirect=true',
    ],
    [
      'https://lamson.gov.vn/tin/-/asset_publisher/M0uuAZ/content/le-hoi',
      'https://lamson.gov.vn/web/guest/van-hoa/-/asset_publisher/x9Y/content/le-hoi?_101_INSTANCE_redirect=%2F',
    ],
    [
      'https://mo.lamson.gov.vn/Trang/ChiTietTinTuc.aspx?nid=20455',
      'https://mo.lamson.gov.vn/tin-tuc/Trang/chitiettintuc.aspx?nid=20455&Source=%2FTrang%2FTin.aspx',
    ],
    ['https://bao.vn/ten-cu-102260309140512345.htm', 'https://bao.vn/ten-da-sua-102260309140512345.htm'],
    ['https://bao.vn/ten-cu-post123456.html', 'https://bao.vn/ten-moi-post123456.html'],
    ['https://bao.vn/thoi-su/ten-cu-4567890.html', 'https://bao.vn/thoi-su/ten-moi-4567890.html'],
    ['https://lamson.gov.vn/web/guest/tin/le-hoi', 'https://lamson.gov.vn/tin/le-hoi'],
    ['https://bao.vn/bai-viet/ten-cu-1773039900', 'https://bao.vn/bai-viet/ten-moi-1773039900'],
  ])('%s = %s', (a, b) => {
    expect(articleKey(a)).toBe(articleKey(b));
  });
});

describe('two articles have two keys', () => {
  test.each([
    ['https://lamson.gov.vn/tin/le-hoi', 'https://lamson.gov.vn/tin/Le-Hoi'],
    ['https://lamson.gov.vn/xem?id=1', 'https://lamson.gov.vn/xem?id=2'],
    ['https://lamson.gov.vn/tin/le-hoi', 'https://soyte.lamson.gov.vn/tin/le-hoi'],
    ['https://lamson.gov.vn:8080/tin/le-hoi', 'https://lamson.gov.vn/tin/le-hoi'],
    ['https://lamson.gov.vn/-/details/20182/lich-tiep-dan-90010001', 'https://lamson.gov.vn/-/details/20182/lich-tiep-dan-90008002'],
    ['https://lamson.gov.vn/Trang/ChiTiet.aspx?nid=1', 'https://lamson.gov.vn/Trang/ChiTiet.aspx?nid=2'],
    ['https://lamson.gov.vn/Lists/TinTuc/View.aspx?ItemID=1', 'https://lamson.gov.vn/Lists/ThongBao/View.aspx?ItemID=1'],
    ['https://lamson.gov.vn/lich-tuan-02032026-08032026', 'https://lamson.gov.vn/lich-tuan-09032026-15032026'],
    ['https://lamson.gov.vn/lien-he-0912345678', 'https://lamson.gov.vn/goi-so-0912345678'],
    ['https://lamson.gov.vn/tin?source=lamson', 'https://lamson.gov.vn/tin?source=soyte'],
    ['https://m.vn/a', 'https://www.vn/a'],
    ['https://bao.vn/thoi-su/ten-4567890.html', 'https://bao.vn/van-ban/ten-4567890.html'],
    ['https://lamson.gov.vn/lich-cong-tac-9032026.html', 'https://lamson.gov.vn/lich-tiep-dan-9032026.html'],
    ['https://lamson.gov.vn/ke-hoach-2026309.html', 'https://lamson.gov.vn/thong-bao-2026309.html'],
  ])('%s ≠ %s', (a, b) => {
    expect(articleKey(a)).not.toBe(articleKey(b));
  });
});

describe('the canonical address', () => {
  const base = 'https://lamson.gov.vn/tin/danh-sach.html';
  test.each([
    ['le-hoi', 'https://lamson.gov.vn/tin/le-hoi'],
    ['/le-hoi', 'https://lamson.gov.vn/le-hoi'],
    ['//cdn.lamson.gov.vn/a.jpg', 'https://cdn.lamson.gov.vn/a.jpg'],
    ['http:/le-hoi', 'https://lamson.gov.vn/le-hoi'],
    ['\n  https://lamson.gov.vn/le-\nhoi\t', 'https://lamson.gov.vn/le-hoi'],
    ['https:\\/\\/lamson.gov.vn\\/le-hoi', 'https://lamson.gov.vn/le-hoi'],
    ['/a?b=1&utm_campaign=x&c=2#d', 'https://lamson.gov.vn/a?b=1&c=2'],
    ['/a?utm_campaign=x', 'https://lamson.gov.vn/a'],
    ['/a b (1) 100%.jpg', 'https://lamson.gov.vn/a%20b%20(1)%20100%.jpg'],
    ['/da%20ma%20hoa.jpg', 'https://lamson.gov.vn/da%20ma%20hoa.jpg'],
    [`/${'ế'.normalize('NFD')}.jpg`, 'https://lamson.gov.vn/e%CC%82%CC%81.jpg'],
    ['http://2130706433/', 'http://127.0.0.1/'],
  ])('%j', (written, expected) => {
    expect(canonicalUrl(written, base)).toBe(expected);
  });

  test.each([
    '',
    '#',
    '#a',
    'javascript:alert(1)',
    'JaVa\nScript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@b.vn',
    'https://lamson.gov.vn@evil.example/',
    'https://a:b@c.vn/',
    'http://',
    'https://[::1',
    `/${'a'.repeat(5000)}`,
  ])('is null for %j', (written) => {
    expect(canonicalUrl(written, base)).toBeNull();
  });
});

test('front pages are recognised', () => {
  for (const path of ['/', '/web/guest/home', '/trang-chu', '/index.html', '/vi', '/Pages/Home.aspx', '/Default.aspx'])
    expect(isFrontPage(`https://lamson.gov.vn${path}`)).toBe(true);
  for (const path of ['/tin', '/?p=12', '/home/tin-1']) expect(isFrontPage(`https://lamson.gov.vn${path}`)).toBe(false);
});

describe('whatever an address is dressed in', () => {
  const word = fc.constantFrom('hoi', 'hồi', 'hỏi', 'le-hoi', 'thong-bao', 'Thong-Bao', 'so-1', 'so-2', '2026', 'a%20b');
  const pathOf = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `/${words.join('/')}`);
  const own = fc.uniqueArray(fc.tuple(fc.constantFrom('id', 'loai', 'trang', 'nhom'), fc.nat(50)), { maxLength: 3, selector: ([name]) => name });
  const noise = fc.array(
    fc.constantFrom(
      'utm_source=zalo',
      'UTM_Medium=x',
      'fbclid=1',
      'gclid=2',
      'zarsrc=30',
      'redirect=%2Ftin',
      '_101_INSTANCE_x_redirect=%2F',
      'inheritRedirect=true',
      'p_p_state=normal',
      'Source=%2FTrang',
      'jsessionid=3',
    ),
    { maxLength: 4 },
  );
  const dress = fc.record({
    scheme: fc.constantFrom('http://', 'https://', 'HTTPS://'),
    host: fc.constantFrom('lamson.gov.vn', 'www.lamson.gov.vn', 'm.lamson.gov.vn', 'LamSon.gov.vn', 'cu.lamson.vn'),
    end: fc.constantFrom('', '/', '//', ';jsessionid=AB1.node'),
    fragment: fc.constantFrom('', '#', '#binh-luan'),
    noise,
    noiseFirst: fc.boolean(),
    turned: fc.boolean(),
    escaped: fc.boolean(),
  });
  type Dress = typeof dress extends fc.Arbitrary<infer D> ? D : never;
  const source = { url: 'https://lamson.gov.vn/rss', hosts: ['cu.lamson.vn'] };

  function dressed(path: string, parameters: readonly (readonly [string, number])[], as: Dress): string {
    const mine = parameters.map(([name, value]) => `${name}=${value}`);
    const ordered = as.turned ? [...mine].reverse() : mine;
    const query = (as.noiseFirst ? [...as.noise, ...ordered] : [...ordered, ...as.noise]).join('&');
    const written = as.escaped ? encodeURI(decodeURI(path)).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()) : path;
    const port = as.scheme === 'http://' ? ':80' : ':443';
    return `${as.scheme}${as.host}${as.turned ? port : ''}${written}${as.end}${query === '' ? '' : `?${query}`}${as.fragment}`;
  }

  test('one article has one key', () => {
    fc.assert(
      fc.property(pathOf, own, dress, dress, (path, parameters, a, b) => {
        expect(articleKey(dressed(path, parameters, a), source)).toBe(articleKey(dressed(path, parameters, b), source));
      }),
      { numRuns: 500 },
    );
  });

  test('two articles have two keys', () => {
    fc.assert(
      fc.property(pathOf, pathOf, own, own, dress, dress, (path, otherPath, parameters, otherParameters, a, b) => {
        const same = path === otherPath && JSON.stringify([...parameters].sort()) === JSON.stringify([...otherParameters].sort());
        fc.pre(!same);
        expect(articleKey(dressed(path, parameters, a), source)).not.toBe(articleKey(dressed(otherPath, otherParameters, b), source));
      }),
      { numRuns: 500 },
    );
  });
});

test('only the hosts that are named count as the source\u2019s own', () => {
  const source = { url: 'https://lamson.gov.vn/rss', hosts: ['cu.lamson.vn'] };
  expect(articleKey('https://www.cu.lamson.vn/tin', source)).toBe('lamson.gov.vn/tin');
  expect(articleKey('https://soyte.lamson.gov.vn/tin', source)).toBe('soyte.lamson.gov.vn/tin');
  expect(articleKey('https://cu.lamson.vn/tin')).toBe('cu.lamson.vn/tin');
});

test('a key is the same for an address and for its canonical form, and nothing makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()), (url) => {
      const canonical = canonicalUrl(url, null);
      expect(typeof articleKey(url)).toBe('string');
      if (canonical !== null) {
        expect(canonicalUrl(canonical, null)).toBe(canonical);
        expect(articleKey(canonical)).toBe(articleKey(url));
      }
    }),
    { numRuns: 400 },
  );
});
