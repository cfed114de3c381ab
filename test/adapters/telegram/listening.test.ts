import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Press } from '../../../src/ports.ts';
import { type BotApi, startBotApi } from './bot-api.ts';
import { openDesk } from './desk.ts';

let api: BotApi;
beforeEach(async () => {
  api = await startBotApi();
});
afterEach(() => api.close());

test('a press comes with who, where and what, and is answered once', async () => {
  const { chat } = openDesk(api);
  const presses: Press[] = [];
  const listening = chat.listen(async (press) => {
    presses.push(press);
    return { text: 'Đã duyệt', alert: false };
  });
  api.press({ data: 'approve:7:1', user: 4_503_599_627_370_495, id: 'q1' });
  await api.until(() => api.calls('answerCallbackQuery').length === 1);
  await listening.stop();
  expect(presses).toEqual([{ data: 'approve:7:1', user: { id: 4_503_599_627_370_495, name: 'Lan Trần' }, chat: '-1001', message: 51 }]);
  expect(api.calls('answerCallbackQuery')[0]?.params).toEqual({ callback_query_id: 'q1', text: 'Đã duyệt', show_alert: false });
});
