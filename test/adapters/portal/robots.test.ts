import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRobots } from '../../../adapters/portal/robots.ts';

const rules = (...lines: string[]) => parseRobots(lines.join('\n'), 'fanpage-desk');

describe('robots.txt', () => {
  test('an empty one, and a page of HTML where it should be, forbid nothing', () => {
    expect(rules('').allows('/')).toBe(true);
    expect(rules('<html><body>', 'Disallow: /', 'Không tìm thấy trang').allows('/tin')).toBe(true);
  });

  test('rules for everybody hold where none are for this program', () => {
    const robots = rules('User-agent: *', 'Disallow: /tim-kiem', 'Disallow:', '# lời nhắn', 'Crawl-delay: 5');
    expect([robots.allows('/tim-kiem?q=a'), robots.allows('/tin')]).toEqual([false, true]);
    expect(robots.pauseMs).toBe(5000);
  });

  test('rules by name replace those for everybody; several names share one group; the version behind a name does not count', () => {
    const robots = rules('User-agent: *', 'Disallow: /', '', 'User-agent: OtherBot', 'User-agent: Fanpage-Desk/2.0', 'Disallow: /noi-bo');
    expect([robots.allows('/tin'), robots.allows('/noi-bo/a')]).toEqual([true, false]);
    expect(rules('User-agent: googlebot', 'Disallow: /').allows('/tin')).toBe(true);
  });

  test('a second group of the same name adds to the first', () => {
    const robots = rules('User-agent: *', 'Disallow: /a', 'User-agent: x', 'Disallow: /c', 'User-agent: *', 'Disallow: /b');
    expect([robots.allows('/a'), robots.allows('/b'), robots.allows('/c')]).toEqual([false, false, true]);
  });

  test('the longest rule decides, of two as long the one that allows', () => {
    const robots = rules('User-agent: *', 'Disallow: /tin', 'Allow: /tin/cong-bo', 'Disallow: /x', 'Allow: /x');
    expect([robots.allows('/tin/khac'), robots.allows('/tin/cong-bo/1'), robots.allows('/x')]).toEqual([false, true, true]);
  });

  test.each([
    ['/*.pdf$', '/van-ban/1.pdf', false],
    ['/*.pdf$', '/van-ban/1.pdf?tai=1', true],
    ['/a$', '/a', false],
    ['/a$', '/ab', true],
    ['/*/print', '/web/guest/print', false],
    ['/tin tức', '/tin%20t%E1%BB%A9c/1', false],
    ['/tin%20t%e1%bb%a9c', '/tin%20t%E1%BB%A9c/1', false],
    ['/ab*b$', '/ab', true],
  ])('%s against %s allows: %s', (rule, path, allowed) => {
    expect(rules('User-agent: *', `Disallow: ${rule}`).allows(path)).toBe(allowed);
  });

  test('a delay beyond reason, or none that is a number, does not hold everything up', () => {
    expect(rules('User-agent: *', 'Crawl-delay: 86400').pauseMs).toBe(30_000);
    expect(rules('User-agent: *', 'Crawl-delay: mười').pauseMs).toBeNull();
  });

  test('any bytes are read, and hostile rules cost little', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.webPath(), (text, path) => {
        expect(typeof parseRobots(`User-agent: *\nDisallow: ${text}`, 'fanpage-desk').allows(path)).toBe('boolean');
      }),
    );
    const hostile = rules('User-agent: *', `Disallow: ${'/*a'.repeat(50_000)}$`);
    expect(hostile.allows(`/${'a'.repeat(100_000)}`)).toBe(true);
  });
});
