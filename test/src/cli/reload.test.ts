// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references as they stand in the file
import { expect, it } from 'vitest';
import { createReload } from '../../../src/cli/reload.ts';
import { type Config, parseConfig } from '../../../src/config.ts';
import { DeskError } from '../../../src/errors.ts';
import type { Desk } from '../../../src/main.ts';
import { chatId, createFakeDesk } from '../../fakes/desk.ts';

const environment = { PORTAL_FEEDS: 'https://halam.gov.vn/rss', TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_CHAT_ID: chatId, TOKEN: 'EAAofHalam' };
const page = 'pages: [{id: 1, token: "${TOKEN}"}]\n';
const read = (text: string, more = {}) => parseConfig({ ...environment, ...more }, [], { path: 'newsroom.yaml', text: `${page}${text}` });

/** A service that runs with `text`; `to` changes the file and has it read again. */
async function aService(text: string) {
  const fake = await createFakeDesk();
  const taken: Config[] = [];
  const said: string[] = [];
  const desk: Desk = {
    app: fake.app,
    ports: fake.ports,
    webhook: null,
    hush: async () => {},
    reconfigure: async (next) => {
      taken.push(next);
    },
    close: async () => {},
  };
  let load = () => read(text);
  const reload = createReload({ desk, configured: read(text), load: () => load(), say: (line) => said.push(line) });
  const to = async (next: () => Config) => {
    load = next;
    await reload();
  };
  return { taken, said, told: fake.chat.texts, to };
}

it('a new configuration holds at once, and the chat is left in peace', async () => {
  const { taken, said, told, to } = await aService('');
  await to(() => read('staff: [{id: 5}]\napproval: auto\n'));
  expect(taken).toMatchObject([{ staff: [{ id: 5 }], approval: { mode: 'auto' } }]);
  expect(said).toEqual(['✅ Đã dùng cấu hình mới.']);
  expect(told).toEqual([]);
});

it('a broken one is refused, staff are told once with line and reason, and told again when it is mended', async () => {
  const { taken, said, told, to } = await aService('');
  await to(() => read('aproval: auto\n'));
  await to(() => read('aproval: auto\nstaf: []\n'));
  expect(taken).toEqual([]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('newsroom.yaml, dòng 2, cột 1 (aproval): không có mục “aproval”. Có phải là “approval” không?');
  await to(() => {
    throw new DeskError('newsroom.yaml cannot be read', 'x', 2);
  });
  expect(told).toHaveLength(1);
  await to(() => read('newsroom: {locale: en}\n'));
  expect(taken).toHaveLength(1);
  expect(told.slice(1)).toEqual(['✅ The new configuration holds.']);
  expect(said).toEqual(told);
});

it('says what waits for a restart', async () => {
  const { taken, said, to } = await aService('');
  await to(() => read('', { TELEGRAM_BOT_TOKEN: '2:b' }));
  await to(() => read('newsroom: {timezone: Asia/Bangkok}\n'));
  expect(taken).toHaveLength(2);
  for (const line of said) expect(line).toContain('sau khi khởi động lại');
});

it('nothing of the real world is mixed into the sandbox', async () => {
  const { taken, said, to } = await aService('');
  await to(() => parseConfig({}));
  expect(taken).toEqual([]);
  expect(said).toEqual(['Cấu hình mới đúng, nhưng chỉ có hiệu lực sau khi khởi động lại.']);
});

it('a defect of the program is no problem of the file', async () => {
  const { to } = await aService('');
  await expect(
    to(() => {
      throw new TypeError('a bug');
    }),
  ).rejects.toThrow('a bug');
});
