import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, form, type SandboxUnderTest, startForTest } from './sandbox-under-test.ts';

const browser = '/usr/bin/chromium';
const installed = existsSync(browser);
if (!installed) console.warn(`SKIPPED: the sandbox page is not tested, there is no ${browser} here (Debian: apt-get install chromium)`);

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(!installed)('the sandbox page in a browser', () => {
  let profile: string;
  let context: BrowserContext;
  let sandbox: SandboxUnderTest;
  let page: Page;
  const troubles: string[] = [];

  beforeAll(async () => {
    profile = mkdtempSync(join(tmpdir(), 'sandbox-browser-'));
    context = await chromium.launchPersistentContext(profile, { executablePath: browser, headless: true, args: quiet, viewport: { width: 1400, height: 900 } });
    // Nothing from outside this machine is ever asked for.
    await context.route(
      (url) => url.hostname !== '127.0.0.1',
      (route) => {
        troubles.push(`asked for ${route.request().url()}`);
        return route.abort();
      },
    );
  }, 60_000);
  afterAll(async () => {
    await context?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  beforeEach(async () => {
    sandbox = await startForTest();
    page = await context.newPage();
    page.setDefaultTimeout(8000);
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (line) => line.type() === 'error' && troubles.push(line.text()));
    await page.goto(sandbox.address);
    await page.getByText('Trực tiếp').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await sandbox.stop();
    expect(troubles.splice(0)).toEqual([]);
  });

  async function sendCard(): Promise<number> {
    const picture = new Uint8Array(await (await fetch(`${sandbox.address}/portal/anh/cau-1.jpg`)).arrayBuffer());
    const buttons = [
      [
        { text: 'Duyệt', callback_data: 'approve:1' },
        { text: 'Loại', callback_data: 'reject:1' },
      ],
    ];
    const values = {
      chat_id: sandbox.places.telegram.chat,
      caption: 'Khánh thành cầu Bến Vân\n\nNguồn: Báo Hạ Lam',
      reply_markup: JSON.stringify({ inline_keyboard: buttons }),
    };
    return Number(at((await sandbox.bot('sendPhoto', form(values, { photo: picture }))).body, 'result', 'message_id'));
  }

  it('walks from a card that is approved to the post on the fanpage', async () => {
    const card = await sendCard();
    const shown = page.locator(`#message-${card}`);
    await shown.getByText('Khánh thành cầu Bến Vân').waitFor();
    expect(await shown.locator('img').evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(1200);

    await shown.getByRole('button', { name: 'Duyệt' }).click();
    const update = await sandbox.bot('getUpdates', { timeout: 10 });
    expect(at(update.body, 'result', 0, 'callback_query')).toMatchObject({ data: 'approve:1', from: { first_name: 'Lan' }, message: { message_id: card } });
    await sandbox.bot('answerCallbackQuery', { callback_query_id: at(update.body, 'result', 0, 'callback_query', 'id'), text: 'Đã duyệt, cảm ơn chị Lan' });
    await page.getByRole('status').getByText('Đã duyệt, cảm ơn chị Lan').waitFor();
    await sandbox.bot('editMessageCaption', { chat_id: sandbox.places.telegram.chat, message_id: card, caption: 'Lan đã duyệt' });
    await shown.getByText('Lan đã duyệt').waitFor();
    expect(await shown.locator('.key').count()).toBe(0);

    const link = sandbox.view().articles[0]?.url;
    const made = await sandbox.graph('POST', `${sandbox.places.facebook.pageId}/feed`, { message: 'Khánh thành cầu Bến Vân #HaLam', link });
    const post = page.locator(`[id="post-${made.body.id}"]`);
    await post.getByText('Khánh thành cầu Bến Vân', { exact: false }).first().waitFor();
    expect(await post.locator('a.preview').getAttribute('href')).toBe(link);
    await page.getByText('1 bài viết').waitFor();
  });

  it('presses as another person, and shows an alert that has to be closed', async () => {
    const card = await sendCard();
    await page.locator('label', { hasText: 'Khách' }).click();
    await page.locator(`#message-${card}`).getByRole('button', { name: 'Loại' }).click();
    const update = await sandbox.bot('getUpdates', { timeout: 10 });
    expect(at(update.body, 'result', 0, 'callback_query', 'from', 'id')).toBe(1999);
    await sandbox.bot('answerCallbackQuery', {
      callback_query_id: at(update.body, 'result', 0, 'callback_query', 'id'),
      text: 'Bạn không có quyền duyệt',
      show_alert: true,
    });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Bạn không có quyền duyệt').waitFor();
    await dialog.getByRole('button', { name: 'Đã hiểu' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('never takes text for markup', async () => {
    await sandbox.bot('sendMessage', { chat_id: sandbox.places.telegram.chat, text: '<img src=x onerror="document.title=1"> & <b>đậm</b>' });
    await sandbox.graph('POST', `${sandbox.places.facebook.pageId}/feed`, { message: '<script>document.title=1</script>' });
    await page.locator('.bubble').getByText('<img src=x onerror="document.title=1"> & <b>đậm</b>').waitFor();
    await page.locator('.post').getByText('<script>document.title=1</script>').waitFor();
    expect(await page.title()).toBe('Sandbox – Fanpage Hạ Lam');
  });

  it('publishes an article on the portal, writes into the chat and switches a fault on', async () => {
    await page.getByRole('button', { name: 'Đăng bài mới lên cổng' }).click();
    await page.locator('#articles').getByText('Thông xe kỹ thuật cầu vượt nút giao Lam Thành').waitFor();
    await page.getByLabel('Viết tin nhắn').fill('/hangdoi');
    await page.getByRole('button', { name: 'Gửi' }).click();
    await page.locator('#messages').getByText('/hangdoi').waitFor();
    await page.getByText('Sự cố thử').click();
    await page.locator('#fault-name').selectOption('502-html');
    await page.getByRole('button', { name: 'Bật' }).click();
    await page.getByText('facebook · 502-html × 1').waitFor();
    expect(sandbox.view().faults).toMatchObject([{ system: 'facebook', fault: '502-html', times: 1 }]);
  });

  it('speaks English when asked, draws the growth, and follows a link to a post', async () => {
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Publish a new article' }).waitFor();
    await page.getByText('nothing leaves this machine').waitFor();
    expect(await page.getByRole('img', { name: /^Followers over 7 days/ }).count()).toBe(1);
    const made = await sandbox.graph('POST', `${sandbox.places.facebook.pageId}/feed`, { message: 'Bài có đường dẫn' });
    await page.goto(`${sandbox.address}/#post-${made.body.id}`);
    await page.locator('.post.meant').getByText('Bài có đường dẫn').waitFor();
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
  });

  it('works at the width of a telephone with three tabs and nothing wider than the screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const card = await sendCard();
    await page.locator(`#message-${card}`).getByRole('button', { name: 'Duyệt' }).waitFor();
    for (const tab of ['Fanpage', 'Ban biên tập', 'Tăng trưởng']) {
      await page.getByRole('navigation').getByRole('button', { name: tab }).click();
      expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBe(390);
    }
    expect(await page.locator(`#message-${card}`).isVisible()).toBe(false);
    await sandbox.graph('POST', `${sandbox.places.facebook.pageId}/feed`, { message: 'Bài mới' });
    await page.getByRole('navigation').getByRole('button', { name: 'Fanpage 1' }).waitFor();
  });

  it('comes back by itself when the sandbox was away', async () => {
    const port = Number(new URL(sandbox.address).port);
    await sandbox.stop();
    await page.getByText('Mất kết nối').waitFor();
    troubles.length = 0;
    sandbox = await startForTest({ port });
    await page.getByText('Trực tiếp').waitFor();
    troubles.length = 0;
    await sandbox.bot('sendMessage', { chat_id: sandbox.places.telegram.chat, text: 'Tôi đã trở lại' });
    await page.locator('.bubble').getByText('Tôi đã trở lại').waitFor();
  });
});
