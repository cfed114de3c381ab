/** `npm run screenshots` posts one of each kind to the sandbox and photographs the sandbox page into docs/posts/. Skipped in the suite. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createFanPage } from '../adapters/facebook/fan-page.ts';
import { type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { sha256 } from '../src/identity.ts';
import { createSilentLog } from '../src/log.ts';
import type { PagePostInput } from '../src/ports.ts';
import { film } from './tools/film.ts';

type Shot = { readonly name: string; readonly post: PagePostInput };
const album = ['song-1.jpg', 'cau-1.jpg', 'cho-1.jpg', 'den-long-1.jpg', 'rung-1.jpg', 'truong-hoc-1.jpg', 'dong-lua-1.jpg'];

async function pictureAt(address: string, name: string, size?: { readonly width: number; readonly height: number }): Promise<Uint8Array> {
  const response = await fetch(`${address}/portal/anh/${name}`);
  if (!response.ok) throw new Error(`no picture ${name}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return size === undefined
    ? bytes
    : new Uint8Array(
        await sharp(bytes)
          .resize({ ...size, fit: 'cover' })
          .jpeg()
          .toBuffer(),
      );
}

async function shots({ address, view }: RunningSandbox): Promise<readonly Shot[]> {
  const articles = view().articles;
  const linkTo = (part: RegExp) => articles.find(({ title }) => part.test(title)) ?? articles[0] ?? { url: `${address}/portal/`, title: '' };
  const bridge = linkTo(/cầu/);
  const infographic = linkTo(/Infographic/);
  const pictures = await Promise.all(album.map((name) => pictureAt(address, name)));
  const upright = await Promise.all(album.map((name) => pictureAt(address, name, { width: 800, height: 1100 })));
  const photo = (count: number, from: readonly Uint8Array[]): PagePostInput => ({
    form: 'photo',
    message: `Chùm ảnh: ${count} góc nhìn từ Hạ Lam\n\nHàng nghìn người dân và du khách dự lễ hội xuống đồng sáng 1/3.\n\nXem chi tiết: ${bridge.url}\n\nẢnh: Minh Đức\n\n#TinAnh #VanHoa`,
    pictures: Array.from({ length: count }, (_, place) => ({ bytes: from[place % from.length] ?? new Uint8Array(), alt: `Ảnh ${place + 1}` })),
  });
  const video = (as: 'video' | 'reel', width: number, height: number): PagePostInput => {
    const bytes = film({ width, height, seconds: 60, padding: 4096 });
    const cover = as === 'video' ? { bytes: pictures[0] ?? bytes, alt: null } : null;
    return {
      form: 'video',
      as,
      message: `Video: Hoa ban trên đèo Lâm Sơn trong 60 giây\n\nHoa ban nở rộ.\n\nXem chi tiết: ${bridge.url}`,
      sha256: sha256(bytes),
      file: { size: bytes.length, read: async (from, to) => bytes.subarray(from, to) },
      cover,
    };
  };
  const long = `${'Đoàn công tác của tỉnh làm việc tại TP. Hồ Chí Minh, thăm Khu công nghệ cao và gặp 45 doanh nghiệp. '.repeat(7).trim()}`;
  return [
    {
      name: 'news',
      post: {
        form: 'link',
        message: `${bridge.title}\n\nUBND tỉnh tổ chức lễ khánh thành cầu Bến Vân sau 26 tháng thi công.\n\nNguồn: Báo Hạ Lam\n\n#TinTrongTinh`,
        link: bridge.url,
      },
    },
    { name: 'fold', post: { form: 'link', message: `Hạ Lam xúc tiến đầu tư\n\n${long}`, link: bridge.url } },
    {
      name: 'digest',
      post: {
        form: 'link',
        message:
          'Tin vắn trong tỉnh 09/3\n\n• Xã Mường Lâm trồng 5.000 cây xanh\n• Phường Đông Lâm diễn tập cứu nạn\n• Xã Tân Lập đón chuẩn nông thôn mới\n\nNguồn: Tổng hợp',
        link: linkTo(/Điểm tin|tin/i).url,
      },
    },
    {
      name: 'document',
      post: {
        form: 'link',
        message: 'Số: 14/CĐ-UBND\n\nVề tăng cường các biện pháp phòng cháy, chữa cháy rừng mùa khô\n\nNguồn: Văn phòng UBND tỉnh',
        link: linkTo(/phòng cháy|Công điện/).url,
      },
    },
    {
      name: 'infographic',
      post: {
        form: 'photo',
        message: `${infographic.title}\n\nXem chi tiết: ${infographic.url}`,
        pictures: [{ bytes: await pictureAt(address, 'kinh-te-10-thang.png'), alt: infographic.title }],
      },
    },
    ...[1, 2, 3, 4, 5, 7].map((count) => ({ name: `album-${count}`, post: photo(count, pictures) })),
    { name: 'album-3-upright', post: photo(3, upright) },
    { name: 'video', post: video('video', 1280, 720) },
    { name: 'reel', post: video('reel', 720, 1280) },
    {
      name: 'english',
      post: {
        form: 'link',
        message: 'Ha Lam opens Ben Van Bridge over the Lam River\n\nThe bridge opened on March 9 after 26 months of construction.\n\nSource: Ha Lam Newspaper',
        link: bridge.url,
      },
    },
  ];
}

async function photograph(page: Page, name: string, folder: string): Promise<void> {
  const post = page.locator('.post').first();
  await post.scrollIntoViewIfNeeded();
  await expect.poll(() => post.locator('img').evaluateAll((images) => images.every((image) => 'complete' in image && image.complete === true))).toBe(true);
  const shot = await post.screenshot({ animations: 'disabled' });
  await sharp(shot)
    .png({ palette: true, quality: 80, effort: 8 })
    .toFile(join(folder, `${name}.png`));
}

it.skipIf(process.env.npm_lifecycle_event !== 'screenshots')('one of each kind', { timeout: 300_000 }, async () => {
  const folder = 'docs/posts';
  mkdirSync(folder, { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), 'screenshots-'));
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    clock: () => new Date(),
    stateFile: null,
    chat: 'group',
    log: createSilentLog(),
    videoWorkMs: 0,
  });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
    viewport: { width: 1500, height: 1400 },
  });
  const fanPage = createFanPage(sandbox.places.facebook);
  const wide = await context.newPage();
  const phone = await context.newPage();
  try {
    await phone.setViewportSize({ width: 390, height: 1900 });
    await wide.goto(`${sandbox.address}/`);
    await phone.goto(`${sandbox.address}/`);
    await phone.locator('#tab-page').click();
    for (const { name, post } of await shots(sandbox)) {
      let uploads = null;
      const ready = await fanPage.upload(post, null, async (given) => {
        uploads = given;
        return true;
      });
      expect(ready).toEqual({ outcome: 'ready' });
      const before = sandbox.view().postCount;
      expect((await fanPage.publish(post, uploads)).outcome).toMatch(/published|unknown/);
      await expect.poll(() => sandbox.view().postCount, { timeout: 20_000 }).toBe(before + 1);
      for (const [page, suffix] of [
        [wide, ''],
        [phone, '-phone'],
      ] as const) {
        await page.bringToFront();
        await expect.poll(() => page.locator('.post').count(), { timeout: 10_000 }).toBe(before + 1);
        await photograph(page, `${name}${suffix}`, folder);
      }
    }
  } finally {
    await context.close();
    await sandbox.stop();
    rmSync(profile, { recursive: true, force: true });
  }
});
