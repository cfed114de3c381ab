/** Articles that never end: the portal's daily pages, and one more whenever someone asks for it. */
import { dayForPeople, dayOf, timeOf } from '../../src/time.ts';
import { chanceBetween } from './chance.ts';
import { zone } from './identity.ts';
import type { SampleArticle } from './sample-article.ts';

export type Daily = { readonly time: string; readonly article: SampleArticle };

/** Number of a day, rising by one a day. */
function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
}

function weather(day: string): Daily {
  const number = dayNumber(day);
  const date = dayForPeople(day, true);
  const low = chanceBetween(17, 21, 'low', day);
  const high = low + chanceBetween(6, 9, 'high', day);
  const level = (chanceBetween(110, 290, 'level', day) / 100).toFixed(2).replace('.', ',');
  return {
    time: '06:30',
    article: {
      number: number * 10 + 1,
      slug: `ban-tin-thoi-tiet-thuy-van-ngay-${dayForPeople(day, true).replaceAll('/', '-')}`,
      kind: 'news',
      language: 'vi',
      section: 'Thời tiết',
      title: `Bản tin thời tiết, thủy văn ngày ${date}`,
      lead: `Ngày ${date}, các xã, phường trong tỉnh có mây, sáng sớm có sương mù rải rác; nhiệt độ từ ${low} đến ${high} độ C, mực nước sông Vân ở mức ${level} m.`,
      body: [
        `Theo Đài Khí tượng Thủy văn tỉnh, ngày ${date} khu vực tỉnh Hạ Lam nhiều mây, có lúc có mưa nhỏ vào sáng sớm, trưa chiều hửng nắng. Gió nhẹ, độ ẩm trung bình 78%.`,
        `Vùng đồi phía tây nhiệt độ thấp nhất ${low - 2} độ C, vùng đồng bằng ven sông cao nhất ${high} độ C. Người dân đi lại vào sáng sớm cần chú ý tầm nhìn hạn chế do sương mù trên tuyến đường ven sông.`,
        `Mực nước sông Vân tại trạm Bến Vân lúc 6 giờ là ${level} m, thấp hơn báo động I. Các hồ chứa vận hành theo quy trình, bảo đảm nước cho sản xuất vụ đông.`,
      ],
      figures: [{ name: `thoi-tiet-${(number % 6) + 1}.jpg`, caption: 'Mây thấp trên sông Vân vào buổi sáng.' }],
      credit: 'Đài Khí tượng Thủy văn tỉnh',
      views: 620,
    },
  };
}

const prices = [
  ['Lúa tẻ', 7200, 7900],
  ['Gạo thơm', 16_500, 18_200],
  ['Chè búp tươi', 8400, 9600],
  ['Cam Vân Hòa', 23_000, 28_000],
  ['Lợn hơi', 58_000, 63_000],
] as const;

function market(day: string): Daily {
  const number = dayNumber(day);
  const date = dayForPeople(day, true);
  const money = (value: number) => String(Math.round(value / 100) * 100).replace(/\B(?=(\d{3})+$)/g, '.');
  const rows = prices.map(([name, least, most]) => `${name}: ${money(chanceBetween(least, most, name, day))} đồng/kg`);
  return {
    time: '15:45',
    article: {
      number: number * 10 + 2,
      slug: `gia-nong-san-ngay-${date.replaceAll('/', '-')}`,
      kind: 'digest',
      language: 'vi',
      section: 'Kinh tế',
      title: `Giá nông sản tại các chợ đầu mối ngày ${date}`,
      lead: `Giá nông sản ngày ${date} nhìn chung ổn định; nguồn hàng dồi dào, sức mua tại chợ đầu mối Bến Vân tăng nhẹ so với hôm trước.`,
      body: [
        '## Chợ đầu mối Bến Vân',
        `${rows.slice(0, 3).join('; ')}. Lượng hàng về chợ trong buổi sáng ước đạt ${chanceBetween(120, 190, 'tonnes', day)} tấn.`,
        '## Chợ Đồi Chè',
        `${rows.slice(3).join('; ')}. Ban quản lý chợ nhắc tiểu thương niêm yết giá, bảo đảm vệ sinh an toàn thực phẩm.`,
      ],
      figures: [{ name: `cho-${(number % 5) + 1}.jpg`, caption: 'Mua bán nông sản tại chợ đầu mối Bến Vân.' }],
      credit: 'Sở Công Thương (Tổng hợp)',
      views: 540,
    },
  };
}

/** The two pages that come out on every day of Vietnam's calendar. */
export function dailyArticles(day: string): readonly Daily[] {
  return [weather(day), market(day)];
}

type Fresh = Pick<SampleArticle, 'slug' | 'section' | 'title' | 'lead' | 'body' | 'figures' | 'credit'>;

function freshTexts(at: Date): readonly Fresh[] {
  const time = timeOf(at, zone).replace(':', ' giờ ');
  const date = dayForPeople(dayOf(at, zone), true);
  return [
    {
      slug: 'thong-xe-cau-vuot-lam-thanh',
      section: 'Giao thông',
      title: 'Thông xe kỹ thuật cầu vượt nút giao Lam Thành',
      lead: `Ngày ${date}, Ban Quản lý dự án giao thông tỉnh tổ chức thông xe kỹ thuật cầu vượt tại nút giao Lam Thành, sớm hơn kế hoạch 20 ngày.`,
      body: [
        'Cầu dài 412 m, rộng 16 m, bốn làn xe, nối đường ven sông với đường trục trung tâm phường Lam Thành. Công trình giúp giảm ùn tắc vào giờ cao điểm tại nút giao có lưu lượng xe lớn nhất tỉnh.',
        'Trong tuần đầu, lực lượng cảnh sát giao thông phân luồng từ xa; xe tải trên 10 tấn tiếp tục đi theo đường tránh phía bắc cho đến khi nghiệm thu toàn bộ công trình.',
      ],
      figures: [{ name: 'cau-7.jpg', caption: 'Cầu vượt nút giao Lam Thành trong ngày thông xe kỹ thuật.' }],
      credit: 'Ban Quản lý dự án giao thông tỉnh',
    },
    {
      slug: 'lich-tiep-cong-dan-cua-lanh-dao-tinh',
      section: 'Thông báo',
      title: 'Thông báo lịch tiếp công dân định kỳ của lãnh đạo UBND tỉnh',
      lead: `Văn phòng UBND tỉnh thông báo lịch tiếp công dân định kỳ của lãnh đạo UBND tỉnh, cập nhật lúc ${time} ngày ${date}.`,
      body: [
        'Buổi tiếp công dân bắt đầu từ 8 giờ tại Trụ sở Tiếp công dân tỉnh, số 2 đường Bến Vân, phường Lam Thành. Công dân mang theo giấy tờ tùy thân và các tài liệu liên quan.',
        'Người dân có thể đăng ký trước qua Cổng Dịch vụ công để được sắp xếp thời gian phù hợp, tránh phải chờ đợi.',
      ],
      figures: [{ name: 'tru-so-7.jpg', caption: 'Trụ sở Tiếp công dân tỉnh Hạ Lam.' }],
      credit: 'Văn phòng UBND tỉnh',
    },
    {
      slug: 'tiem-vac-xin-mien-phi-cho-tre-em',
      section: 'Y tế',
      title: 'Tổ chức tiêm vắc-xin miễn phí cho trẻ em tại 24 xã, phường',
      lead: `Từ ngày ${date}, ngành y tế tổ chức đợt tiêm chủng bổ sung miễn phí cho trẻ từ 1 đến 5 tuổi tại trạm y tế của 24 xã, phường.`,
      body: [
        'Sở Y tế cho biết vắc-xin đã được phân bổ đủ về các trạm. Phụ huynh đưa trẻ đến đúng khung giờ trong giấy mời, mang theo sổ tiêm chủng để được theo dõi đầy đủ.',
        'Sau tiêm, trẻ được theo dõi tại chỗ ít nhất 30 phút. Đường dây nóng của Trung tâm Kiểm soát bệnh tật tỉnh trực 24/24 giờ trong suốt đợt tiêm.',
      ],
      figures: [{ name: 'benh-vien-7.jpg', caption: 'Trạm y tế chuẩn bị cho đợt tiêm chủng bổ sung.' }],
      credit: 'Sở Y tế',
    },
    {
      slug: 'phat-dong-trong-cay-ven-song-van',
      section: 'Môi trường',
      title: 'Phát động trồng 10.000 cây xanh dọc hai bờ sông Vân',
      lead: `Hơn 600 đoàn viên, học sinh và người dân tham gia lễ phát động trồng cây ven sông Vân ngày ${date}.`,
      body: [
        'Đợt trồng cây diễn ra trên chiều dài 12 km, qua bảy xã, phường. Cây được chọn là các loài bản địa có bộ rễ khỏe, vừa tạo cảnh quan vừa chống sạt lở bờ sông.',
        'Mỗi đoạn bờ được giao cho một trường học hoặc chi đoàn chăm sóc trong ba năm đầu, bảo đảm tỷ lệ cây sống đạt trên 90%.',
      ],
      figures: [{ name: 'rung-7.jpg', caption: 'Rừng phòng hộ đầu nguồn sông Vân.' }],
      credit: 'Tỉnh đoàn',
    },
    {
      slug: 'cap-nhat-tinh-hinh-giao-thong',
      section: 'Giao thông',
      title: `Cập nhật tình hình giao thông trên địa bàn tỉnh lúc ${time} ngày ${date}`,
      lead: 'Các tuyến đường chính thông suốt; đường ven sông đoạn qua xã Vân Hòa hạn chế một làn để sửa mặt đường đến hết ngày.',
      body: [
        'Sở Xây dựng đề nghị người dân giảm tốc độ khi qua đoạn đang thi công, tuân thủ hướng dẫn của lực lượng điều tiết.',
        'Xe buýt tuyến số 3 và số 5 tạm thời dừng đón khách tại ba điểm tạm, cách điểm cũ không quá 150 m. Thông tin được cập nhật trên bảng điện tử tại các trạm.',
      ],
      figures: [{ name: 'duong-7.jpg', caption: 'Đường trục trung tâm tỉnh.' }],
      credit: 'Sở Xây dựng',
    },
  ];
}

/** The n-th article that was asked for, n from 1; from the sixth on they come round with their hour in the title. */
export function freshArticle(number: number, at: Date): SampleArticle {
  const texts = freshTexts(at);
  const round = Math.floor((number - 1) / texts.length);
  const text = texts[(number - 1) % texts.length] ?? texts[0];
  if (text === undefined) throw new RangeError('no fresh article');
  const again = round === 0 ? '' : ` (đợt ${round + 1})`;
  return { ...text, title: `${text.title}${again}`, number: 800_000 + number, kind: 'news', language: 'vi', views: 800 };
}
