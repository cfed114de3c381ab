import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawable, escapeXml, fitText, type Measure, type Room } from '../../../adapters/chart/text.ts';

/** Every character is half its size wide. */
const measure: Measure = (text, size) => ([...text].length * size) / 2;
const room: Room = { width: 200, lines: 2, sizes: [40, 20], weight: 400 };

describe('what can be drawn of a text', () => {
  it('composes letters that came in pieces', () => {
    expect(drawable('Tie\u0302\u0301ng Vie\u0323\u0302t')).toBe('Tiếng Việt');
  });

  it('leaves out emoji with their joiners, control characters and half characters', () => {
    expect(drawable('Mùa lúa 🌾👩‍🌾 chín 🇻🇳!')).toBe('Mùa lúa chín !');
    expect(drawable('a\u0000b\u0008c\uD800d\uFFFEe')).toBe('abcde');
  });

  it('keeps digits, signs and dashes, which count as emoji by some definitions', () => {
    expect(drawable('#1 * 2026 – 12.345 (+5 %)')).toBe('#1 * 2026 – 12.345 (+5 %)');
  });

  it('makes one line of many and does not read a whole book', () => {
    expect(drawable(' một\r\n\t hai ')).toBe('một hai');
    expect(drawable('x'.repeat(100_000))).toHaveLength(600);
  });

  it('escapes what means something in XML', () => {
    expect(escapeXml(`<script>"A" & 'B'</script>`)).toBe('&lt;script&gt;&quot;A&quot; &amp; &apos;B&apos;&lt;/script&gt;');
  });
});

describe('fitting a text into its room', () => {
  it('takes the largest size that fits', () => {
    expect(fitText('ngắn', room, measure)).toEqual({ lines: ['ngắn'], size: 40 });
    expect(fitText('một hai ba bốn năm', room, measure)).toEqual({ lines: ['một hai ba', 'bốn năm'], size: 40 });
  });

  it('evens out the lines, so that no short word is left alone', () => {
    expect(fitText('người theo dõi', { ...room, width: 210 }, measure).lines).toEqual(['người', 'theo dõi']);
  });

  it('shrinks before it cuts, and cuts with an ellipsis at last', () => {
    expect(fitText('một hai ba bốn năm sáu bảy', room, measure)).toEqual({ lines: ['một hai ba bốn', 'năm sáu bảy'], size: 20 });
    const cut = fitText('một hai ba bốn năm sáu bảy tám chín mười mười một mười hai', room, measure);
    expect(cut).toEqual({ lines: ['một hai ba bốn năm', 'sáu bảy tám chín mư…'], size: 20 });
  });

  it('cuts a word without blanks, in whole letters', () => {
    expect(fitText('ệ'.repeat(50), { ...room, lines: 1 }, measure)).toEqual({ lines: [`${'ệ'.repeat(19)}…`], size: 20 });
  });

  it('has no lines for an empty text', () => {
    expect(fitText(' \n ', room, measure).lines).toEqual([]);
  });

  it('never is wider or longer than its room, whatever the text', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.array(fc.string({ maxLength: 30 })).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(anyText, fc.integer({ min: 30, max: 400 }), fc.integer({ min: 1, max: 3 }), (text, width, lines) => {
        const fitted = fitText(text, { width, lines, sizes: [40, 20], weight: 700 }, measure);
        expect(fitted.lines.length).toBeLessThanOrEqual(lines);
        for (const line of fitted.lines) expect(measure(line, fitted.size, 700)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
