import { describe, expect, it } from 'vitest';
import { type CardContext, drawCard, drawResult } from '../../../src/approving/card.ts';
import { parsePressData } from '../../../src/approving/press-data.ts';
import { wordsIn } from '../../../src/locale/words.ts';
import type { ShownPost } from '../../../src/post.ts';
import { addMs, minute } from '../../../src/time.ts';
import { start } from '../../fakes/desk.ts';
import { anAwaiting, lan, onePerStatus } from './posts.ts';

const locales = ['vi', 'en'] as const;

function contextIn(locale: 'vi' | 'en', nextSlot: CardContext['nextSlot'] = addMs(start, 90 * minute)): CardContext {
  return { words: wordsIn(locale), zone: 'Asia/Ho_Chi_Minh', nextSlot };
}

function labels(post: ShownPost, locale: 'vi' | 'en', draw = drawCard): string[] {
  return draw(post, contextIn(locale))
    .buttons.flat()
    .map((button) => button.label);
}

const cases = locales.flatMap((locale) => onePerStatus().map((post) => [locale, post.status, post] as const));

describe('the buttons of a card', () => {
  it.each(cases)('in %s, %s: one to approve while approving is possible, none afterwards', (locale, status, post) => {
    for (const draw of [drawCard, drawResult]) {
      const found = labels(post, locale, draw);
      expect(found.filter((label) => /Duyệt|Approve/i.test(label))).toHaveLength(status === 'awaiting' ? 1 : 0);
      expect(found.filter((label) => /Loại|Reject/i.test(label))).toHaveLength(status === 'awaiting' ? 1 : 0);
    }
  });

  it('carry the words that staff and checks look for', () => {
    expect(labels(anAwaiting(), 'vi').slice(0, 2)).toEqual(['✅ Duyệt', '❌ Loại']);
    expect(labels(anAwaiting(), 'en').slice(0, 2)).toEqual(['✅ Approve', '❌ Reject']);
  });

  it('say which text they are about, in 64 bytes', () => {
    const buttons = drawCard(anAwaiting({ version: 999_999_999 }), contextIn('vi')).buttons.flat();
    const data = buttons.map((button) => ('press' in button ? button.press : ''));
    expect(data.slice(0, 2).map(parsePressData)).toEqual([
      { verb: 'approve', postId: anAwaiting().id, version: 999_999_999, mark: expect.any(String), choice: null },
      { verb: 'reject', postId: anAwaiting().id, version: 999_999_999, mark: expect.any(String), choice: null },
    ]);
    for (const one of data) expect(Buffer.byteLength(one)).toBeLessThanOrEqual(64);
  });

  it('let a failed post be tried again', () => {
    const failed = onePerStatus().find((post) => post.status === 'failed');
    if (failed === undefined) throw new Error('none failed');
    const [button] = drawCard(failed, contextIn('vi')).buttons.flat();
    expect(button?.label).toBe('🔁 Đăng lại');
    expect(button !== undefined && 'press' in button && parsePressData(button.press)?.verb).toBe('retry');
  });
});

describe('the text of a card', () => {
  it.each(cases)('in %s, %s: begins with the post exactly as readers will see it', (locale, _status, post) => {
    const { text } = drawCard(post, contextIn(locale));
    expect(text.startsWith(`${post.content.message}\n\n🔗 ${post.content.link}\n──────────\n`)).toBe(true);
  });

  it('of a post with pictures shows the link where the text has it, and not a second time', () => {
    const message = 'Tin ảnh\n\nXem chi tiết: https://halam.example/tin/1';
    const { text } = drawCard(
      anAwaiting({ content: { form: 'photo', message, link: 'https://halam.example/tin/1', pictures: [{ url: 'x', alt: null, sha256: 'a' }] } }),
      contextIn('vi'),
    );
    expect(text.startsWith(`${message}\n──────────\n`)).toBe(true);
    expect(text.split('https://halam.example/tin/1')).toHaveLength(2);
  });

  it('tells staff what they need to decide', () => {
    const post = anAwaiting({
      warnings: [
        { kind: 'no-date', facts: true },
        { kind: 'long-title', facts: false },
      ],
    });
    expect(drawCard(post, contextIn('vi')).text.split('──────────\n')[1]?.split('\n')).toEqual([
      'Tin bài · halam.example',
      'Đăng trên cổng: 23/11/2026 07:00',
      `⚠️ ${wordsIn('vi').warnings['no-date']}`,
      `⚠️ ${wordsIn('vi').warnings['long-title']}`,
      '⏳ Chờ duyệt',
      'Nếu duyệt, bài lên Trang: 23/11/2026 09:30',
    ]);
  });

  it('says no date where the portal told none', () => {
    expect(drawCard(anAwaiting({ articleAt: null }), contextIn('vi')).text).not.toContain('Đăng trên cổng');
  });

  it('tells when the post would go out', () => {
    expect(drawCard(anAwaiting(), contextIn('en', 'asap')).text).toContain('it goes out: at once');
    expect(drawCard(anAwaiting(), contextIn('en', null)).text).toContain('no free slot yet');
    expect(drawCard(anAwaiting({ objectBy: addMs(start, 30 * minute) }), contextIn('en')).text).toContain(
      'Goes out after 23/11/2026 08:30 unless someone rejects it.',
    );
  });

  it('says that it is shown again since its content differs from what was approved', () => {
    expect(drawCard(anAwaiting({ returned: 'content-changed' }), contextIn('vi')).text).toContain('đề nghị duyệt lại');
    expect(drawCard(anAwaiting(), contextIn('vi')).text).not.toContain('đề nghị duyệt lại');
  });

  it.each<[ShownPost['status'], readonly string[]]>([
    ['draft', ['✏️ Bản nháp']],
    ['approved', ['✔ Lan duyệt lúc 23/11/2026 08:00', expect.stringContaining('đang chờ đến lượt')]],
    ['scheduled', ['✔ Lan duyệt lúc 23/11/2026 08:00', '🕒 Lịch đăng: 23/11/2026 08:30']],
    ['publishing', ['✔ Lan duyệt lúc 23/11/2026 08:00', '📤 Đang đăng…']],
    ['published', ['✔ Lan duyệt lúc 23/11/2026 08:00', '✅ Đã đăng lúc 23/11/2026 08:10', 'https://facebook.example/100_1']],
    ['rejected', ['✖ Lan loại lúc 23/11/2026 08:10']],
    ['expired', ['⌛ Quá hạn lúc 23/11/2026 08:10, không đăng']],
    ['retracted', ['🗑 Đã gỡ khỏi Trang lúc 23/11/2026 08:10']],
    ['held', ['⏸ Tạm giữ từ 23/11/2026 08:10']],
  ])('%s ends with who decided, when, and what came of it', (status, lines) => {
    const post = onePerStatus().find((one) => one.status === status);
    if (post === undefined) throw new Error('no such post');
    expect(drawCard(post, contextIn('vi')).text.split('\n').slice(-lines.length)).toEqual(lines);
    expect(drawResult(post, contextIn('vi')).text.split('\n')).toEqual([post.title, ...lines]);
  });

  it('says what an unknown outcome and a failure mean', () => {
    const [unconfirmed, failed] = ['unconfirmed', 'failed'].map((status) => onePerStatus().find((post) => post.status === status));
    if (unconfirmed === undefined || failed === undefined) throw new Error('no such post');
    expect(drawCard(unconfirmed, contextIn('vi')).text).toContain('đến 23/11/2026 08:30');
    expect(drawCard(failed, contextIn('vi')).text).toContain('Facebook từ chối nội dung bài. Hãy kiểm tra liên kết và ảnh. (mã 100)');
  });

  it('tells a post that stood there already from one that was sent', () => {
    const published = onePerStatus().find((post) => post.status === 'published');
    if (published?.status !== 'published') throw new Error('none published');
    expect(drawCard({ ...published, how: 'adopted' }, contextIn('vi')).text).toContain('đã có sẵn trên Trang từ 23/11/2026 08:10');
    expect(drawCard({ ...published, permalink: null }, contextIn('vi')).text).toMatch(/Đã đăng lúc 23\/11\/2026 08:10$/);
  });

  it.each([
    [lan, 'Lan duyệt lúc'],
    ['auto', 'Tự động duyệt'],
    ['no-objection', 'Không ai phản đối'],
  ] as const)('names who said yes: %s', (by, line) => {
    const approved = onePerStatus(by).find((post) => post.status === 'approved');
    if (approved === undefined) throw new Error('none approved');
    expect(drawCard(approved, contextIn('vi')).text).toContain(line);
  });
});
