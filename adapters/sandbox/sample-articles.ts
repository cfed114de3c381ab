/** The sample portal's articles, written for this project. The province, its places and its people are invented. */
import type { TimedArticle } from './sample-article.ts';

export const sampleArticles: readonly TimedArticle[] = [
  {
    number: 260101,
    slug: 'khanh-thanh-cau-ben-van',
    afterHours: -2,
    kind: 'news',
    language: 'vi',
    section: 'Tin trong tỉnh',
    title: 'Khánh thành cầu Bến Vân, nối liền hai bờ sông Vân',
    lead: 'Sáng nay, UBND tỉnh tổ chức lễ khánh thành cầu Bến Vân sau 26 tháng thi công; cầu rút ngắn quãng đường từ các xã bờ tây về trung tâm tỉnh còn 15 phút đi xe.',
    body: ['Cầu dài 1.250 m.'],
    figures: [{ name: 'cau-1.jpg', caption: 'Cầu Bến Vân trong ngày khánh thành.' }],
    credit: 'Báo Hạ Lam',
    views: 3400,
  },
];
