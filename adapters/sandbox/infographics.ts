/** Infographics of the sample portal: tall pictures with words and figures, 1000 pixels wide. */
import { circle, line, rect, star } from './scene-parts.ts';

const wide = 1000;

type TextLook = { readonly size: number; readonly fill: string; readonly weight?: number; readonly anchor?: 'start' | 'middle' | 'end' };

function words(x: number, y: number, text: string, look: TextLook): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" font-family="Be Vietnam Pro" font-size="${look.size}" font-weight="${look.weight ?? 400}" fill="${look.fill}" text-anchor="${look.anchor ?? 'start'}">${safe}</text>`;
}

function sheet(tall: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${tall}" viewBox="0 0 ${wide} ${tall}">${content}</svg>`;
}

function header(title: readonly [string, string], subtitle: string, colour: string): string {
  return (
    rect(0, 0, wide, 300, colour) +
    circle(890, 60, 190, '#ffffff', 'opacity="0.07"') +
    circle(960, 240, 120, '#ffffff', 'opacity="0.07"') +
    circle(96, 84, 40, '#f5c542') +
    star(96, 86, 22, colour) +
    words(156, 78, 'CỔNG THÔNG TIN ĐIỆN TỬ', { size: 22, fill: '#ffffff', weight: 600 }) +
    words(156, 108, 'TỈNH HẠ LAM', { size: 22, fill: '#f5c542', weight: 700 }) +
    words(60, 190, title[0], { size: 46, fill: '#ffffff', weight: 700 }) +
    words(60, 244, title[1], { size: 46, fill: '#f5c542', weight: 700 }) +
    words(60, 282, subtitle, { size: 22, fill: '#ffffff' })
  );
}

function card(x: number, y: number, w: number, h: number): string {
  return rect(x, y, w, h, '#ffffff', 'rx="22" stroke="#e6dfd0" stroke-width="2"');
}

function economy(): string {
  const figures = [
    ['9,8%', 'Chỉ số sản xuất', 'công nghiệp (IIP)', '#c8452f'],
    ['92,4%', 'Thu ngân sách', 'so với dự toán năm', '#2f7f6f'],
    ['18.600', 'Lao động có', 'việc làm mới', '#2f6f9f'],
    ['1,34 tỷ', 'USD kim ngạch', 'xuất khẩu', '#b4761f'],
  ] as const;
  const cards = figures
    .map(([value, above, below, colour], index) => {
      const x = 60 + (index % 2) * 450;
      const y = 340 + Math.floor(index / 2) * 220;
      return (
        card(x, y, 430, 196) +
        rect(x, y, 12, 196, colour, 'rx="6"') +
        words(x + 44, y + 88, value, { size: 66, fill: colour, weight: 700 }) +
        words(x + 44, y + 130, above, { size: 25, fill: '#3a3f45', weight: 600 }) +
        words(x + 44, y + 162, below, { size: 25, fill: '#6b6f76' })
      );
    })
    .join('');
  const months = [6.1, 6.8, 7.2, 7.9, 8.3, 8.1, 8.8, 9.1, 9.4, 9.8];
  const bars = months
    .map((value, index) => {
      const tall = value * 24;
      const x = 104 + index * 82;
      const last = index === months.length - 1;
      return (
        rect(x, 1130 - tall, 52, tall, last ? '#c8452f' : '#f0b79f', 'rx="8"') +
        words(x + 26, 1118 - tall, String(value).replace('.', ','), { size: 20, fill: '#3a3f45', weight: 600, anchor: 'middle' }) +
        words(x + 26, 1162, `T${index + 1}`, { size: 20, fill: '#6b6f76', anchor: 'middle' })
      );
    })
    .join('');
  const shares = [
    ['Công nghiệp - xây dựng', 46, '#c8452f'],
    ['Dịch vụ', 35, '#2f6f9f'],
    ['Nông, lâm, thủy sản', 19, '#4f8a5a'],
  ] as const;
  let from = 60;
  const strip = shares
    .map(([, share, colour]) => {
      const w = share * 8.8;
      const part = rect(from, 1290, w, 62, colour) + words(from + w / 2, 1332, `${share}%`, { size: 28, fill: '#ffffff', weight: 700, anchor: 'middle' });
      from += w;
      return part;
    })
    .join('');
  const legend = shares
    .map(([name, , colour], index) => {
      const x = [78, 440, 640][index] ?? 78;
      return circle(x, 1392, 11, colour) + words(x + 22, 1400, name, { size: 22, fill: '#3a3f45' });
    })
    .join('');
  return sheet(
    1500,
    rect(0, 0, wide, 1500, '#f8f4ea') +
      header(['KINH TẾ - XÃ HỘI', '10 THÁNG ĐẦU NĂM'], 'Những con số nổi bật của tỉnh Hạ Lam', '#9c1c1c') +
      cards +
      card(60, 790, 880, 400) +
      words(96, 842, 'Tăng trưởng sản xuất công nghiệp theo tháng (%)', { size: 25, fill: '#3a3f45', weight: 700 }) +
      bars +
      line('M90 1131 H912', '#cfc6b2', 2) +
      words(60, 1262, 'Cơ cấu kinh tế', { size: 27, fill: '#3a3f45', weight: 700 }) +
      strip +
      legend +
      words(60, 1462, 'Nguồn: Thống kê tỉnh. Số liệu hư cấu, dùng cho môi trường thử.', { size: 19, fill: '#8a8577' }),
  );
}

function steps(): string {
  const list = [
    ['Đăng nhập', 'Dùng tài khoản định danh điện tử mức 2.', '#2f6f9f'],
    ['Chọn thủ tục', 'Tìm theo tên hoặc theo cơ quan giải quyết.', '#2f7f6f'],
    ['Điền tờ khai', 'Thông tin cá nhân được điền sẵn, chỉ cần kiểm tra.', '#b4761f'],
    ['Đính kèm giấy tờ', 'Chụp ảnh rõ nét hoặc lấy từ kho dữ liệu của mình.', '#8f4f86'],
    ['Nộp và theo dõi', 'Thanh toán trực tuyến, nhận kết quả tại nhà.', '#c8452f'],
  ] as const;
  const rows = list
    .map(([title, text, colour], index) => {
      const y = 350 + index * 200;
      return (
        card(150, y, 790, 160) +
        circle(130, y + 80, 62, colour) +
        words(130, y + 104, String(index + 1), { size: 66, fill: '#ffffff', weight: 700, anchor: 'middle' }) +
        words(226, y + 70, title, { size: 36, fill: colour, weight: 700 }) +
        words(226, y + 114, text, { size: 25, fill: '#3a3f45' })
      );
    })
    .join('');
  return sheet(
    1460,
    rect(0, 0, wide, 1460, '#f1f5f6') +
      header(['NĂM BƯỚC', 'NỘP HỒ SƠ TRỰC TUYẾN'], 'Làm ngay trên điện thoại, không phải đi lại', '#14506e') +
      line('M130 420 V1230', '#b9c8d0', 6, 'stroke-dasharray="2 16"') +
      rows +
      rect(60, 1366, 880, 62, '#dfe9ec', 'rx="16"') +
      words(500, 1405, 'Đường dây hỗ trợ: gọi tổng đài của Trung tâm Phục vụ hành chính công tỉnh', { size: 22, fill: '#3a4f58', anchor: 'middle' }),
  );
}

export const infographics: Readonly<Record<string, () => string>> = { 'kinh-te-10-thang': economy, 'nop-ho-so': steps };
