/** When an event begins, as people read it from an article: written by hand, before the code. Told on Thursday 26 November 2026, 9:00 in Vietnam, where nothing else stands. */
import { describe, expect, it } from 'vitest';
import type { Article } from '../../../src/article.ts';
import { beginningOf } from '../../../src/drafting/event-beginning.ts';
import { dayOf, timeOf } from '../../../src/time.ts';

const zone = 'Asia/Ho_Chi_Minh';
const told = new Date('2026-11-26T02:00:00Z');

type Words = { readonly title?: string; readonly lead?: string; readonly body?: string; readonly language?: Article['language']; readonly at?: Date | null };

/** `2026-12-05 08:00`; with `from` before it where only the day or the part of the day is told; null: not certain. */
function readFrom({ title = 'Tin', lead, body, language = 'vi', at = told }: Words): string | null {
  const found = beginningOf({ title, lead: lead ?? null, body: body ?? null, language, publishedAt: at }, zone);
  if (found === null) return null;
  return `${found.exact ? '' : 'from '}${dayOf(found.beginsAt, zone)} ${timeOf(found.beginsAt, zone)}`;
}

const vietnamese: readonly (readonly [string, string | null])[] = [
  ['Thời gian: 8h00 ngày 5/12/2026.', '2026-12-05 08:00'],
  ['Thời gian:\n8h00, ngày 05/12/2026\nĐịa điểm: Quảng trường 20/11', '2026-12-05 08:00'],
  ['Lễ khai mạc diễn ra sáng 5/12 tại quảng trường.', 'from 2026-12-05 05:00'],
  ['Hội chợ diễn ra từ ngày 5 đến 8/12/2026.', 'from 2026-12-05 00:00'],
  ['Hội nghị sẽ diễn ra vào ngày mai tại hội trường tỉnh.', 'from 2026-11-27 00:00'],
  ['Chương trình bắt đầu lúc 19 giờ 30 phút ngày 5 tháng 12 năm 2026.', '2026-12-05 19:30'],
  ['Đêm nhạc được tổ chức vào 8 giờ tối ngày 5/12.', '2026-12-05 20:00'],
  ['Đêm nhạc diễn ra lúc 19h30 tối 5/12.', '2026-12-05 19:30'],
  ['Ngày hội việc làm diễn ra từ 7h30 đến 11h30 ngày 5/12.', '2026-12-05 07:30'],
  ['Hội thảo tổ chức lúc 14h00, thứ Bảy, ngày 5/12/2026.', '2026-12-05 14:00'],
  ['Vào hồi 8 giờ 00, thứ Bảy, ngày 05 tháng 12 năm 2026, Sở sẽ tổ chức buổi đối thoại.', '2026-12-05 08:00'],
  ['Lễ hội khai mạc lúc 8h00 ngày 5/12 và bế mạc ngày 8/12.', '2026-12-05 08:00'],
  ['Hội thi diễn ra trong các ngày 5, 6 và 7/12.', 'from 2026-12-05 00:00'],
  ['Giải đấu diễn ra trong 2 ngày 5 và 6/12/2026.', 'from 2026-12-05 00:00'],
  ['Tuần lễ diễn ra từ ngày 30/11 đến ngày 2/12.', 'from 2026-11-30 00:00'],
  ['Tuần lễ diễn ra từ ngày 28/12 đến ngày 3/1/2027.', 'from 2026-12-28 00:00'],
  ['Phiên chợ diễn ra từ 5-8/12.', 'from 2026-12-05 00:00'],
  ['Chương trình diễn ra tối mai (27/11).', 'from 2026-11-27 17:00'],
  ['Trận đấu diễn ra lúc 19h30 tối nay.', '2026-11-26 19:30'],
  ['Buổi gặp mặt diễn ra chiều nay.', 'from 2026-11-26 12:00'],
  ['Từ 8h00 ngày 5/12 đến 17h00 ngày 8/12/2026 sẽ diễn ra hội chợ.', '2026-12-05 08:00'],
  ['Theo Quyết định số 12/QĐ-UBND ngày 20/11/2026, lễ hội khai mạc ngày 10/12/2026.', 'from 2026-12-10 00:00'],
  ['Đăng ký tham gia trước ngày 1/12. Giải chạy diễn ra sáng 5/12/2026.', 'from 2026-12-05 05:00'],
  ['Festival khai mạc tối 5/12, các hoạt động diễn ra ngày 6/12 và ngày 7/12.', 'from 2026-12-05 17:00'],
  ['Lễ hội diễn ra từ ngày 5 đến 8/12. Đua thuyền diễn ra ngày 7/12.', 'from 2026-12-05 00:00'],
  ['Hội thi diễn ra ngày 5/12 với 15/20 đội tham gia, 3/4 số xã tổ chức cổ vũ.', 'from 2026-12-05 00:00'],
  ['Hội nghị bắt đầu lúc 08:00 ngày 05/12/2026.', '2026-12-05 08:00'],
  ['Hội nghị bắt đầu lúc 8g30 ngày 5/12.', '2026-12-05 08:30'],
  ['Hội chợ diễn ra ngày 05-12-2026.', 'from 2026-12-05 00:00'],
  ['Sáng 26/11, tỉnh họp báo thông tin về lễ hội. Lễ hội khai mạc tối 5/12.', 'from 2026-12-05 17:00'],
  ['Năm ngoái lễ hội diễn ra ngày 6/12/2025. Năm nay lễ hội diễn ra ngày 5/12/2026.', 'from 2026-12-05 00:00'],
  // Not certain.
  ['Lễ hội diễn ra sáng nay.', null],
  ['Hội nghị diễn ra lúc 8h00 hôm nay.', null],
  ['Vòng sơ khảo diễn ra ngày 5/12, vòng chung kết diễn ra ngày 20/12.', null],
  ['Lễ hội dời từ ngày 5/12 sang ngày 12/12.', null],
  ['Lễ khai mạc diễn ra ngày 5/12. Do thời tiết xấu, lễ hội tạm hoãn.', null],
  ['Hội chợ dự kiến diễn ra ngày 5/12.', null],
  ['Hội chợ bắt đầu vào khoảng 8h00 ngày 5/12.', null],
  ['Hội nghị bắt đầu lúc 8h00 ngày 5/12. Hội nghị bắt đầu lúc 9h00 ngày 5/12.', null],
  ['Lễ hội diễn ra ngày 20/11.', null],
  ['Lễ hội sẽ diễn ra vào cuối tuần tới.', null],
  ['Lễ hội diễn ra vào thứ Bảy tới, nhân kỷ niệm 82 năm Ngày thành lập Quân đội (22/12/1944 - 22/12/2026).', null],
  ['Lễ hội diễn ra ngày 31/2/2027.', null],
  ['Lễ hội diễn ra thứ Hai, ngày 5/12/2026.', null],
  ['Chương trình diễn ra tối mai (28/11).', null],
  ['Chương trình diễn ra lúc 8h00 tối ngày 5/12, mở cửa lúc 20h00 sáng ngày 5/12.', null],
  ['Hạn nộp hồ sơ đến 17h00 ngày 5/12.', null],
  ['Lễ hội diễn ra đến hết ngày 30/11.', null],
  ['Đêm hội diễn ra lúc 12 giờ đêm ngày 5/12.', null],
  ['Lễ hội diễn ra ngày 5/12/2029.', null],
];

const english: readonly (readonly [string, string | null])[] = [
  ['The festival will take place at 8:00 a.m. on December 5.', '2026-12-05 08:00'],
  ['The concert begins at 7.30 p.m. on 5 December 2026.', '2026-12-05 19:30'],
  ['The fair will be held from December 5 to 8, 2026.', 'from 2026-12-05 00:00'],
  ['The fair takes place on December 5-8.', 'from 2026-12-05 00:00'],
  ['The fair will be held from 5 to 8 December 2026.', 'from 2026-12-05 00:00'],
  ['The concert will be held tomorrow evening.', 'from 2026-11-27 17:00'],
  ['The run starts on the morning of December 5.', 'from 2026-12-05 05:00'],
  ['The fair starts on Saturday (December 5) at noon.', '2026-12-05 12:00'],
  ['Registration closes on December 1; the run starts at 6 a.m. on December 5.', '2026-12-05 06:00'],
  ['The exhibition opens on Dec. 5 and closes on Dec. 8.', 'from 2026-12-05 00:00'],
  ['The gala will take place at 20:00 on 25/12/2026.', '2026-12-25 20:00'],
  ['The fair will take place on 5/12.', null],
  ['The fair is expected to open on December 5.', null],
  ['The fair was postponed; it will take place on December 5.', null],
  ['The fair opens next weekend.', null],
];

describe('the beginning of an event is read from an article', () => {
  it.each(vietnamese)('%s', (body, expected) => {
    expect(readFrom({ body })).toBe(expected);
  });

  it.each(english)('%s', (body, expected) => {
    expect(readFrom({ body, language: 'en' })).toBe(expected);
  });

  it('a title needs no word that says so, and the body tells the hour', () => {
    expect(readFrom({ title: 'Ngày 5/12: Hội nghị đối thoại với thanh niên' })).toBe('from 2026-12-05 00:00');
    expect(readFrom({ title: 'Ngày 5/12: Hội nghị đối thoại với thanh niên', body: 'Hội nghị bắt đầu lúc 8h00 ngày 5/12/2026.' })).toBe('2026-12-05 08:00');
  });

  it('title and body that contradict each other tell nothing', () => {
    expect(readFrom({ title: 'Ngày 5/12: Hội nghị đối thoại', body: 'Hội nghị diễn ra ngày 6/12/2026.' })).toBeNull();
  });

  it('a day without a year is the one nearest to the publication', () => {
    expect(readFrom({ lead: 'Lễ hội diễn ra ngày 10/1.', at: new Date('2026-12-20T02:00:00Z') })).toBe('from 2027-01-10 00:00');
  });

  it('where the article has no date, only a whole date is certain', () => {
    expect(readFrom({ body: 'Hội nghị diễn ra lúc 8h00 ngày 5/12/2026.', at: null })).toBe('2026-12-05 08:00');
    expect(readFrom({ body: 'Hội nghị diễn ra ngày mai.', at: null })).toBeNull();
    expect(readFrom({ body: 'Hội nghị diễn ra ngày 5/12.', at: null })).toBeNull();
  });
});
