/** `npm run screenshots` posts one of each kind to the sandbox and photographs the sandbox page into docs/posts/. Skipped in the suite. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createFanPage } from '../adapters/facebook/fan-page.ts';
import { createPictures } from '../adapters/media/pictures.ts';
import { createVideos } from '../adapters/media/videos.ts';
import { createPortal } from '../adapters/portal/portal.ts';
import { type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { previewPost } from '../src/drafting/draft.ts';
import { sha256 } from '../src/identity.ts';
import { createSilentLog } from '../src/log.ts';
import type { PagePostInput } from '../src/ports.ts';
import { film } from './tools/film.ts';
import { goldenSettings as settings } from './tools/golden.ts';

const zone = 'Asia/Ho_Chi_Minh';

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

/** What the desk makes of the sandbox portal's article of that title, all of it read over HTTP. */
async function postOf({ address, view }: RunningSandbox, title: RegExp, dir: string): Promise<PagePostInput> {
  const url = view().articles.find((article) => title.test(article.title))?.url ?? '';
  const portal = createPortal({ zone, privateHosts: [new URL(address).hostname] });
  const reading = await portal.readArticle(url, new Date());
  if (reading.outcome === 'failed') throw new Error(`${title}: ${reading.problem.detail}`);
  const pictures = createPictures({ dir });
  const { content } = await previewPost({ portal, pictures, videos: createVideos({ dir }) }, { card: undefined, ...reading }, settings, new Date());
  switch (content.form) {
    case 'link':
      return content;
    case 'photo':
      return {
        ...content,
        pictures: await Promise.all(content.pictures.map(async ({ sha256: hash, alt }) => ({ bytes: (await pictures.bytes(hash)) ?? new Uint8Array(), alt }))),
      };
    case 'video':
      throw new Error('films are made here');
  }
}

async function shots(sandbox: RunningSandbox, dir: string): Promise<readonly Shot[]> {
  const { address } = sandbox;
  const made = (title: RegExp) => postOf(sandbox, title, dir);
  const articles = sandbox.view().articles;
  const linkTo = (part: RegExp) => articles.find(({ title }) => part.test(title)) ?? articles[0] ?? { url: `${address}/portal/`, title: '' };
  const bridge = linkTo(/cầu/);
  const pictures = await Promise.all(album.map((name) => pictureAt(address, name)));
  const upright = await Promise.all(album.map((name) => pictureAt(address, name, { width: 800, height: 1100 })));
  const photo = (count: number, from: readonly Uint8Array[]): PagePostInput => ({
    form: 'photo',
    message: `Chùm ảnh: Hạ Lam qua ${count} góc nhìn\n\nSông Vân, cầu Bến Vân, chợ đầu mối, đêm hội đèn lồng và những cánh rừng đầu nguồn.\n\nXem chi tiết: ${bridge.url}\n\nẢnh: Lê Hải Yến\n\n#VanHoa #DuLich`,
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
  const long =
    'Từ ngày 24 đến 26/11, đoàn công tác của tỉnh làm việc tại TP. Hồ Chí Minh, thăm Khu Công nghệ cao và gặp gỡ 45 doanh nghiệp trong các lĩnh vực logistics, chế biến nông sản và năng lượng tái tạo. Lãnh đạo tỉnh giới thiệu 18 dự án mời gọi đầu tư, trọng tâm là cảng cạn Lam Thành và vùng cam Vân Hòa. Tại hội nghị, sáu biên bản ghi nhớ được ký kết với tổng vốn dự kiến 2.150 tỷ đồng. Các doanh nghiệp kiến nghị tỉnh sớm công bố quỹ đất sạch, rút ngắn thời gian cấp giấy phép xây dựng và đào tạo nhân lực tại chỗ. Sở Tài chính được giao làm đầu mối, trả lời từng kiến nghị trước ngày 15/12.';
  return [
    { name: 'news', post: await made(/cầu/) },
    { name: 'fold', post: { form: 'link', message: `Hạ Lam xúc tiến đầu tư\n\n${long}`, link: bridge.url } },
    { name: 'digest', post: await made(/^Điểm tin/) },
    { name: 'document', post: await made(/^Công điện/) },
    { name: 'infographic', post: await made(/^Infographic/) },
    ...[1, 2, 3, 4, 5, 7].map((count) => ({ name: `album-${count}`, post: photo(count, pictures) })),
    { name: 'album-3-upright', post: photo(3, upright) },
    { name: 'video', post: video('video', 1280, 720) },
    { name: 'reel', post: video('reel', 720, 1280) },
    { name: 'english', post: await made(/^Ha Lam opens/) },
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
    for (const { name, post } of await shots(sandbox, profile)) {
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
