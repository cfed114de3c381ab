// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references as they stand in the file
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { referenceText, schemaText } from '../../src/cli/newsroom-reference.ts';
import { problemText } from '../../src/file-problem.ts';
import { tellFileProblem } from '../../src/locale/tell-file-problem.ts';
import { wordsIn } from '../../src/locale/words.ts';
import { readNewsroomFile } from '../../src/newsroom-file.ts';

const environment = { PAGE_TOKEN_HALAM: 'EAAofHalam', PAGE_TOKEN_HALAM_EN: 'EAAofHalamEn' };
const example = readFileSync(new URL('../../docs/newsroom.example.yaml', import.meta.url), 'utf8');

/** What is wrong, as `line:column path kind detail…`. */
function problemsOf(text: string, variables: Record<string, string> = environment): string[] {
  const reading = readNewsroomFile(text, variables);
  if (reading.outcome === 'read') return [];
  return reading.problems.map(({ line, column, path, flaw }) => {
    const details = Object.entries(flaw).flatMap(([key, value]) => (key === 'kind' || value === null ? [] : [`${key}=${value}`]));
    return [`${line}:${column}`, path, flaw.kind, ...details].filter((part) => part !== '').join(' ');
  });
}

function read(text: string, variables: Record<string, string> = environment) {
  const reading = readNewsroomFile(text, variables);
  if (reading.outcome === 'wrong') throw new Error(reading.problems.map(problemText).join('\n'));
  return reading.file;
}

describe('what is made from the schema is fresh', () => {
  it('the editor’s JSON Schema, and the reference in the docs (npm run -s newsroom:schema writes both)', () => {
    expect(readFileSync(new URL('../../newsroom.schema.json', import.meta.url), 'utf8')).toBe(schemaText());
    expect(readFileSync(new URL('../../docs/newsroom.md', import.meta.url), 'utf8')).toBe(referenceText());
  });

  it('has a sentence for every key', () => {
    const bare: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties')
          for (const [name, one] of Object.entries(value)) {
            if (typeof one !== 'object' || one === null || !('description' in one)) bare.push(`${path}.${name}`);
            visit(one, `${path}.${name}`);
          }
        else visit(value, path);
      }
    };
    visit(JSON.parse(schemaText()), '');
    expect(bare).toEqual([]);
  });
});

describe('the example', () => {
  it('is valid, and its first line leads an editor to the schema', () => {
    expect(problemsOf(example)).toEqual([]);
    expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=../newsroom.schema.json');
  });

  it('uses every key that there is, but for other ways to say the same', () => {
    const paths = [...referenceText().matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
    const used = new Set<string>();
    const visit = (value: unknown, path: string): void => {
      used.add(path);
      if (Array.isArray(value)) for (const one of value) visit(one, `${path}[]`);
      else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) visit(one, path === '' ? key : `${path}.${key}`);
    };
    visit(parseDocument(example).toJS(), '');
    const said =
      /times\.(mon|tue|wed|thu|fri|weekend)$|freshness\.|templates|targets|json\.(lead|image|body)|tls\.verify|robots|include$|^pages\[\]\.(approvals?|twoApprovalsFor|deadlines|utm|pairs)$/;
    expect(paths.length).toBeGreaterThan(120);
    expect(paths.filter((path) => !used.has(path) && !said.test(path))).toEqual([]);
  });

  it('says the same after it went through a machine that writes YAML its own way', () => {
    const rewritten = String(parseDocument(example));
    const plain = JSON.stringify(parseDocument(example).toJS(), null, 2);
    expect(read(rewritten)).toEqual(read(example));
    expect(read(plain)).toEqual(read(example));
  });

  it('says the same whatever the order of its parts', () => {
    const whole: Record<string, unknown> = parseDocument(example).toJS();
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(whole), { minLength: Object.keys(whole).length }), (keys) => {
        expect(read(JSON.stringify(Object.fromEntries(keys.map((key) => [key, whole[key]]))))).toEqual(read(example));
      }),
      { numRuns: 20 },
    );
  });
});

const page = 'pages:\n  - id: 1\n    token: ${PAGE_TOKEN_HALAM}\n';
/** One source with this much more. */
const source = (more: string) => `sources:\n  - url: https://halam.gov.vn/rss\n    ${more}\n`;

describe('every key takes what it should', () => {
  it.each([
    ['newsroom: {name: Hà Lâm}', { newsroom: { name: 'Hà Lâm' } }],
    ['newsroom: {timezone: Europe/Berlin, locale: en}', { newsroom: { timezone: 'Europe/Berlin', locale: 'en' } }],
    ['newsroom: {chat: -1001234567890}', { newsroom: { chat: '-1001234567890' } }],
    ['newsroom: {chat: "-5"}', { newsroom: { chat: '-5' } }],
    ['newsroom: {contact: a@halam.gov.vn}', { newsroom: { contact: 'a@halam.gov.vn' } }],
    [
      'newsroom: {hashtags: {always: ["#HàLâm", tin_2], categories: off, accents: keep, most: 0}}',
      { newsroom: { hashtags: { always: ['HàLâm', 'tin_2'], categories: false, accents: 'keep', most: 0 } } },
    ],
    ['staff: [{id: 5}]', { staff: [{ id: 5 }] }],
    ['staff: [{id: "5", role: editor, language: en}]', { staff: [{ id: 5, role: 'editor', language: 'en' }] }],
    [source('form: sitemap'), { sources: [{ form: 'sitemap' }] }],
    [source('system: sharepoint'), { sources: [{ system: 'sharepoint' }] }],
    [source('list: {item: li}'), { sources: [{ list: { item: 'li', link: ['a[href]'], title: [], image: ['img'] } }] }],
    [source('page: {body: [.a, .b], title: h1}'), { sources: [{ page: { body: ['.a', '.b'], title: ['h1'], lead: [] } }] }],
    [source('json: {url: u, title: t}'), { sources: [{ json: { items: '', url: 'u', urlTemplate: null, title: 't', status: null } }] }],
    [source('dates: month-first'), { sources: [{ dates: 'month-first' }] }],
    [source('hosts: [WWW.Halam.gov.vn]'), { sources: [{ hosts: ['www.halam.gov.vn'] }] }],
    [source('pause: 2s'), { sources: [{ pause: 2000 }] }],
    [source('tls: {verify: off, ca: ./a.pem}'), { sources: [{ tls: { verify: false, ca: './a.pem' } }] }],
    [source('robots: false'), { sources: [{ robots: false }] }],
    [source('approval: auto-after:45m'), { sources: [{ approval: { mode: 'auto-after', ms: 2_700_000 } }] }],
    [source('"approval": "auto-after: 45m"'), { sources: [{ approval: { mode: 'auto-after', ms: 2_700_000 } }] }],
    [source('categories: {include: [A], exclude: [B]}'), { sources: [{ categories: { include: ['A'], exclude: ['B'] } }] }],
    [source('newsAs: picture'), { sources: [{ newsAs: 'picture' }] }],
    [page, { pages: [{ id: '1', token: 'EAAofHalam' }] }],
    ['pages: [{id: 12345678901234567890, token: "${PAGE_TOKEN_HALAM}"}]', { pages: [{ id: '12345678901234567890' }] }],
    ['timetable: {times: asap, gap: 0m}', { timetable: { times: 'asap', gap: 0 } }],
    ['timetable: {times: [20:00, 07:00, 07:00]}', { timetable: { times: ['07:00', '20:00'] } }],
    ['timetable: {times: {weekdays: [07:00], sat: []}}', { timetable: { times: { weekdays: ['07:00'], sat: [] } } }],
    [
      'timetable: {quiet: [22:00-06:00, 12:00 - 13:00]}',
      {
        timetable: {
          quiet: [
            { from: '22:00', to: '06:00' },
            { from: '12:00', to: '13:00' },
          ],
        },
      },
    ],
    ['timetable: {bound: [{kind: infographic, times: [11:30]}]}', { timetable: { bound: [{ kind: 'infographic', category: null, times: ['11:30'] }] } }],
    ['timetable: {freshness: {news: 1d}}', { timetable: { freshness: { news: 86_400_000 } } }],
    ['timetable: {late: {window: 5m, otherwise: ask}}', { timetable: { late: { window: 300_000, otherwise: 'ask' } } }],
    [
      'timetable: {holidays: {daysOff: [2028-02-28..2028-03-01, 2028-02-29]}}',
      { timetable: { holidays: { daysOff: ['2028-02-28', '2028-02-29', '2028-03-01'] } } },
    ],
    ['timetable: {holidays: {times: []}}', { timetable: { holidays: { times: [] } } }],
    ['timetable: {learn: on}', { timetable: { learn: true } }],
    ['approvals: 2', { approvals: 2 }],
    ['deadlines: {expire: 3d}', { deadlines: { expire: 259_200_000 } }],
    ['templates: {vi: {news: "{title}: {link}"}}', { templates: { vi: { news: '{title}: {link}' } } }],
    ['utm: {campaign: a-b.c}', { utm: { campaign: 'a-b.c' } }],
    ['targets: [{name: a, share: 12.5, by: 2027-06-30}]', { targets: [{ name: 'a', share: 12.5, by: '2027-06-30' }] }],
    ['reports: {chats: [-5, "@halam_report"], daily: off, dailyAt: "17:30"}', { reports: { chats: ['-5', '@halam_report'], daily: false, dailyAt: '17:30' } }],
    ['alerts: {followers: off}', { alerts: { followers: false } }],
    // A key with nothing behind it, as when all below it is commented out, is as good as none.
    ['newsroom:\nstaff:\nsources:\n', {}],
    ['', {}],
    ['# nothing\n', {}],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
    expect(Object.keys(read(text)).sort()).toEqual(Object.keys(expected).sort());
  });
});

describe('every key refuses what it should not take, with line and column', () => {
  it.each([
    ['newsroom: {timezone: Asia/Hanoi}', ['1:22 newsroom.timezone wrong expected=zone']],
    ['newsroom: {locale: fr}', ['1:20 newsroom.locale wrong expected=language']],
    ['newsroom: {chat: "@halam"}', ['1:18 newsroom.chat wrong expected=chat']],
    ['newsroom: {contact: "https://hà.vn/"}', ['1:21 newsroom.contact wrong expected=contact']],
    ['newsroom: {contact: "a@b.vn\\r\\nX: y"}', ['1:21 newsroom.contact wrong expected=contact']],
    ['newsroom: {contact: Lan}', ['1:21 newsroom.contact wrong expected=contact']],
    ['newsroom: {hashtags: {most: 31}}', ['1:29 newsroom.hashtags.most wrong expected=count']],
    ['newsroom: {hashtags: {accents: dorp}}', ['1:32 newsroom.hashtags.accents wrong expected=choice near=drop']],
    ['newsroom: {hashtags: {always: [a b]}}', ['1:32 newsroom.hashtags.always[0] wrong expected=hashtag']],
    ['newsroom: Hà Lâm', ['1:11 newsroom wrong expected=map']],
    ['newsroom: {name: 5}', ['1:18 newsroom.name wrong expected=text']],
    ['staff: {id: 5}', ['1:8 staff wrong expected=list']],
    ['staff: [{id: lan}]', ['1:14 staff[0].id wrong expected=user-id']],
    ['staff: [{id: 5, role: boss}]', ['1:23 staff[0].role wrong expected=choice']],
    ['staff: [{name: Lan}]', ['1:9 staff[0].id missing-key key=id']],
    ['staff: [{id: 5}, {id: "5"}]', ['1:23 staff[1].id twice']],
    ['sources: [{url: halam.gov.vn}]', ['1:17 sources[0].url wrong expected=url']],
    ['sources: [{url: "ftp://halam.gov.vn"}]', ['1:17 sources[0].url wrong expected=url']],
    ['sources: [{url: "https://lan:pass@halam.gov.vn/"}]', ['1:17 sources[0].url wrong expected=url']],
    ['sources: [{url: "https://a.vn"}, {url: "https://a.vn"}]', ['1:40 sources[1].url twice']],
    [source('form: rss'), ['3:11 sources[0].form wrong expected=choice']],
    [source('system: liferray'), ['3:13 sources[0].system wrong expected=choice near=liferay']],
    [source('list: {link: a}'), ['3:5 sources[0].list.item missing-key key=item']],
    [source('list: {item: a, link: [5]}'), ['3:28 sources[0].list.link[0] wrong expected=selector']],
    [source('list: {item: a, link: 5}'), ['3:27 sources[0].list.link wrong expected=selector']],
    [source('json: {url: a b, title: t}'), ['3:17 sources[0].json.url wrong expected=text']],
    [source('json: {url: a, title: t, urlTemplate: "https://a.vn/"}'), ['3:43 sources[0].json.urlTemplate wrong expected=url']],
    [source('hosts: ["https://a.vn"]'), ['3:13 sources[0].hosts[0] wrong expected=host']],
    [source('pause: 2'), ['3:12 sources[0].pause wrong expected=duration']],
    [source('tls: {verify: maybe}'), ['3:19 sources[0].tls.verify wrong expected=switch']],
    [source('pages: [Hà Lâm]'), ['3:13 sources[0].pages[0] unknown-page']],
    [source('approval: auto-after'), ['3:15 sources[0].approval wrong expected=approval']],
    [source('approvals: 3'), ['3:16 sources[0].approvals wrong expected=approvals']],
    [`${page}    name: Hà Lâm\n${source('pages: [Hà Lam]')}`, ['7:13 sources[0].pages[0] unknown-page near=Hà Lâm']],
    ['pages: [{id: halam, token: "${PAGE_TOKEN_HALAM}"}]', ['1:14 pages[0].id wrong expected=page-id']],
    [`${page}    topic: 0\n`, ['4:12 pages[0].topic wrong expected=count']],
    ['timetable: {times: [7:00]}', ['1:21 timetable.times[0] wrong expected=time']],
    ['timetable: {times: [25:00]}', ['1:21 timetable.times[0] wrong expected=time']],
    ['timetable: {times: soon}', ['1:20 timetable.times wrong expected=times']],
    ['timetable: {times: {mo: [07:00]}}', ['1:21 timetable.times.mo unknown-key key=mo near=mon']],
    ['timetable: {times: {mon: 07:00}}', ['1:26 timetable.times.mon wrong expected=list']],
    ['timetable: {gap: 20}', ['1:18 timetable.gap wrong expected=duration']],
    ['timetable: {mostPerDay: 0}', ['1:25 timetable.mostPerDay wrong expected=count']],
    ['timetable: {quiet: [22-6]}', ['1:21 timetable.quiet[0] wrong expected=quiet-hours']],
    ['timetable: {bound: [{kind: infografic, times: [11:30]}]}', ['1:28 timetable.bound[0].kind wrong expected=choice near=infographic']],
    ['timetable: {holidays: {daysOff: [2027-02-30]}}', ['1:34 timetable.holidays.daysOff[0] wrong expected=days']],
    ['timetable: {holidays: {daysOff: [2027-02-02..2027-02-01]}}', ['1:34 timetable.holidays.daysOff[0] wrong expected=days']],
    ['timetable: {holidays: {daysOff: [2027-01-01..2027-12-31]}}', ['1:34 timetable.holidays.daysOff[0] wrong expected=days']],
    ['deadlines: {remind: 2 hours}', ['1:21 deadlines.remind wrong expected=duration']],
    ['templates: {vi: {news: "{titel}"}}', ['1:24 templates.vi.news wrong expected=template-field']],
    ['templates: {fr: {}}', ['1:13 templates.fr unknown-key key=fr']],
    ['utm: {source: a b}', ['1:15 utm.source wrong expected=utm']],
    ['targets: [{name: a}]', ['1:11 targets[0] wrong expected=target']],
    ['targets: [{name: a, followers: 5, share: 5}]', ['1:11 targets[0] wrong expected=target']],
    ['targets: [{name: a, share: 101}]', ['1:28 targets[0].share wrong expected=percent']],
    ['targets: [{name: a, followers: 5, by: 30/06/2027}]', ['1:39 targets[0].by wrong expected=day']],
    ['reports: {dailyAt: 18h}', ['1:20 reports.dailyAt wrong expected=time']],
    ['alerts: {followers: 1}', ['1:21 alerts.followers wrong expected=switch']],
    ['aproval: auto', ['1:1 aproval unknown-key key=aproval near=approval']],
    ['APPROVAL: auto', ['1:1 APPROVAL unknown-key key=APPROVAL near=approval']],
    ['- a', ['1:1 wrong expected=map']],
    ['just text', ['1:1 wrong expected=map']],
  ])('%s', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('all at once, in the order of the file', () => {
    const text = ['newsroom:', '  local: vi', 'staff:', '  - id: 5', '    rol: admin', 'approval: never', 'timetable:', '  gap: soon', '  gap: 20m', ''].join(
      '\n',
    );
    expect(problemsOf(text)).toEqual([
      '2:3 newsroom.local unknown-key key=local near=locale',
      '5:5 staff[0].rol unknown-key key=rol near=role',
      '6:11 approval wrong expected=approval',
      '8:8 timetable.gap wrong expected=duration',
      '9:3 duplicate-key key=gap',
    ]);
  });

  it('the first fifty, and how many more', () => {
    const text = Array.from({ length: 60 }, (_, number) => `strange${'a'.repeat(number % 20)}${String.fromCharCode(97 + (number % 26))}q: 1`).join('\n');
    const problems = problemsOf(text);
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatch(/more count=\d+$/);
  });
});

describe('the text itself', () => {
  it.each([
    ['a tab', 'newsroom:\n\tname: x', ['2:1 tab']],
    ['an open bracket', 'newsroom: [a\n', ['2:1 syntax']],
    ['wrong indentation', 'newsroom:\n    name: a\n  locale: vi\n', ['3:1 syntax']],
    ['a second document', 'approvals: 1\n---\napprovals: 2\n', ['2:1 more-documents']],
    ['an alias of nothing', 'newsroom: *nothing\n', ['1:11 newsroom alias']],
    ['a merge of nothing', 'newsroom: {<<: *nothing}\n', ['1:11 newsroom alias']],
    ['a merge of a text', 'newsroom: {<<: text}\n', ['1:11 newsroom wrong expected=map']],
    ['a part within itself', 'newsroom: &a\n  hashtags: *a\n', ['2:3 newsroom.hashtags too-much']],
    ['a part merged into itself', 'newsroom: &a\n  <<: *a\n', ['2:3 newsroom too-much']],
    ['a list as a key', '? [a]\n: 1\n', ['1:1 unknown-key']],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('may begin with the mark of a Windows editor, and end its lines as there', () => {
    expect(read('\uFEFFapprovals: 2\r\nnewsroom:\r\n  name: Hà Lâm\r\n')).toEqual({ approvals: 2, newsroom: { name: 'Hà Lâm' } });
    expect(problemsOf('\uFEFFapprovals: 2\r\nnewsrom: {}\r\n')).toEqual(['2:1 newsrom unknown-key key=newsrom near=newsroom']);
  });

  it('may repeat a part by its name, and take over its keys', () => {
    const text = [
      'pages:',
      '  - &one',
      '    id: 1',
      '    token: ${PAGE_TOKEN_HALAM}',
      '    timetable: &times',
      '      gap: 1h',
      '  - <<: *one',
      '    id: 2',
      '    language: en',
      'timetable:',
      '  <<: [*times, {gap: 5m, learn: on}]',
      '',
    ];
    const file = read(text.join('\n'));
    expect(file.pages).toEqual([
      { id: '1', token: 'EAAofHalam', timetable: { gap: 3_600_000 } },
      { id: '2', token: 'EAAofHalam', timetable: { gap: 3_600_000 }, language: 'en' },
    ]);
    expect(file.timetable).toEqual({ gap: 3_600_000, learn: true });
  });

  it('is no bomb: size, depth and unfolding have an end, quickly', () => {
    const started = Date.now();
    expect(problemsOf('a'.repeat(1_000_001))).toEqual(['1:1 too-big']);
    const lists = Array.from(
      { length: 12 },
      (_, level) =>
        `l${level}: &l${level} [${Array(9)
          .fill(level === 0 ? 'x' : `*l${level - 1}`)
          .join(',')}]`,
    );
    expect(problemsOf(lists.join('\n'))[0]).toMatch(/too-much$/);
    const maps = Array.from(
      { length: 12 },
      (_, level) =>
        `m${level}: &m${level} {${
          level === 0
            ? 'x: 1'
            : `<<: [${Array(9)
                .fill(`*m${level - 1}`)
                .join(',')}]`
        }}`,
    );
    expect(problemsOf(maps.join('\n')).join()).toMatch(/too-much|unknown-key/);
    expect(problemsOf(`newsroom: ${'['.repeat(3000)}${']'.repeat(3000)}`).join()).toMatch(/too-much|syntax/);
    expect(problemsOf(`newsroom: ${'[x,'.repeat(200_000)}`).join()).toMatch(/too-much|syntax/);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('whatever stands there ends in a reading or in problems', () => {
    fc.assert(
      fc.property(
        fc
          .array(
            fc.constantFrom(
              'newsroom',
              'pages',
              ': ',
              '- ',
              '\n',
              '  ',
              '[',
              ']',
              '{',
              '}',
              '*a',
              '&a ',
              '"',
              '${A}',
              '${',
              '#',
              '<<',
              '|',
              '>',
              '\t',
              '?',
              '!',
              '%',
              '---',
              'id',
              '1',
              'Hà',
            ),
          )
          .map((parts) => parts.join('')),
        (text) => {
          for (const problem of problemsOf(text)) expect(problem).toMatch(/^\d+:\d+ /);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('variables and secrets', () => {
  it('fills in ${NAME} in any text, and $${ stands for itself', () => {
    expect(read('newsroom: {name: "${A} và ${B}, $${A}"}', { A: 'Hà Lâm', B: ' Lam Sơn ' }).newsroom?.name).toBe('Hà Lâm và Lam Sơn, ${A}');
    expect(read('newsroom: {chat: "${CHAT}"}', { CHAT: '-5' }).newsroom?.chat).toBe('-5');
  });

  it('names a variable that is missing, and nothing besides', () => {
    expect(problemsOf(page, {})).toEqual(['3:12 pages[0].token no-variable name=PAGE_TOKEN_HALAM']);
    expect(problemsOf(page, { PAGE_TOKEN_HALAM: '  ' })).toEqual(['3:12 pages[0].token no-variable name=PAGE_TOKEN_HALAM']);
    expect(problemsOf('newsroom: {chat: "${CHAT}"}', {})).toEqual(['1:18 newsroom.chat no-variable name=CHAT']);
  });

  it.each(['${a}', '${}', '${A', '${A-B}', 'x ${1}'])('refuses %s as a reference', (text) => {
    expect(problemsOf(`newsroom: {name: '${text}'}`)).toEqual(['1:18 newsroom.name bad-reference']);
  });

  it('tells which variables it needs, for whoever checks .env', () => {
    expect(readNewsroomFile(`${page}newsroom: {name: "\${A}"}`, environment).variables).toEqual(['PAGE_TOKEN_HALAM', 'A']);
  });

  it.each(['EAAbcdef', '"EAAbcdef"', 'x${PAGE_TOKEN_HALAM}', '12345'])('refuses a token written as %s', (token) => {
    expect(problemsOf(`pages:\n  - id: 1\n    token: ${token}\n`)).toContain('3:12 pages[0].token plain-secret');
  });

  it('refuses a token anywhere, even in a comment or in a broken file', () => {
    const token = `EAA${'b1C2'.repeat(10)}`;
    expect(problemsOf(`approvals: 1 # ${token}`)).toEqual(['1:16 plain-secret']);
    expect(problemsOf(`newsroom: [\nname: 123456789:${'AbC-_9'.repeat(6)}`)).toContain('2:7 plain-secret');
  });

  it('never repeats a secret, wherever it stands', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{3,10}$/).map((text) => `Zq7${text}`);
    const places = [
      'pages: [{id: 1, token: X}]',
      'pages: [{id: X, token: "${T}"}]',
      'newsroom: {locale: X, timezone: "${T}", chat: "${T}"}',
      'X: 1',
      'newsroom: {X: 1}',
      'staff: [{id: "${T}", role: X}]',
      'approval: X',
      'timetable: {times: [X], gap: "${T}"}',
      'sources: [{url: "https://X:X@a.vn/", form: X, pages: [X]}]',
      'newsroom: [X',
      '"X": *X',
      'newsroom: {<<: X}',
      '\t- X',
      'X: X\nX: X',
    ];
    fc.assert(
      fc.property(secret, fc.subarray(places, { minLength: 1 }), (word, chosen) => {
        const reading = readNewsroomFile(chosen.join('\n').replaceAll('X', word), { T: word });
        if (reading.outcome === 'read') throw new Error('it was taken');
        const told = reading.problems.flatMap((problem) => [
          problemText(problem),
          tellFileProblem(wordsIn('vi'), 'newsroom.yaml', problem),
          tellFileProblem(wordsIn('en'), 'newsroom.yaml', problem),
        ]);
        expect(`${told.join('\n')}${JSON.stringify(reading)}`).not.toContain(word);
      }),
    );
  });
});

describe('in words', () => {
  const told = (text: string, locale: 'vi' | 'en') => {
    const reading = readNewsroomFile(text, {});
    return reading.outcome === 'read' ? [] : reading.problems.map((problem) => tellFileProblem(wordsIn(locale), 'newsroom.yaml', problem));
  };

  it('a problem is a sentence with its place and what to write', () => {
    expect(told('aproval: auto\ntimetable: {gap: 20}', 'vi')).toEqual([
      'newsroom.yaml, dòng 1, cột 1 (aproval): không có mục “aproval”. Có phải là “approval” không?',
      'newsroom.yaml, dòng 2, cột 18 (timetable.gap): phải là khoảng thời gian, ví dụ 30m, 2h hoặc 7d.',
    ]);
    expect(told(page.replace('${PAGE_TOKEN_HALAM}', 'EAAx'), 'en')).toEqual([
      'newsroom.yaml, line 3, column 12 (pages[0].token): a secret must not stand in this file. Put it into .env (for example PAGE_TOKEN_1=…) and write ${PAGE_TOKEN_1} here. A secret that was seen should be renewed.',
    ]);
  });

  it('every kind of problem has its sentence', () => {
    const texts = [
      'a: [',
      '\ta: 1',
      'a: *b',
      'newsroom: {name: a, name: b}',
      '? [a]\n: 1',
      'staff: [{}]',
      page,
      'newsroom: {name: "${a}"}',
      source('pages: [a]'),
      'staff: [{id: 1}, {id: 1}]',
      'a: 1\n---\nb: 1',
      Array.from({ length: 60 }, (_, n) => `- ${n}`).join('\n'),
      'x'.repeat(1_000_001),
      'newsroom: &a {<<: *a}',
    ];
    for (const text of texts)
      for (const locale of ['vi', 'en'] as const) for (const sentence of told(text, locale)) expect(sentence).toMatch(/^newsroom\.yaml, .+: .+\.|…/);
    expect(texts.flatMap((text) => told(text, 'vi')).length).toBeGreaterThanOrEqual(texts.length);
  });
});
