/** Who is who in the sandbox. Nothing here is secret: these tokens open nothing but a server on this machine. */
import type { SandboxPlaces } from '../../src/config.ts';

export const zone = 'Asia/Ho_Chi_Minh';

export const page = {
  id: '615260431000001',
  name: 'Hạ Lam – Thông tin chính thức',
  username: 'halam.sandbox',
  about: 'Trang thông tin chính thức của tỉnh Hạ Lam (tỉnh hư cấu, dùng để chạy thử).',
  category: 'Government organization',
  token: 'SANDBOX-PAGE-TOKEN',
  /** A person's, as the console gives it for an hour, and what it is exchanged for. */
  userToken: 'SANDBOX-USER-TOKEN',
  longUserToken: 'SANDBOX-LONG-USER-TOKEN',
  appId: '431000000000001',
  appSecret: 'sandbox-app-secret',
} as const;

export const bot = { id: 4310000001, token: '4310000001:SANDBOX-BOT-TOKEN', name: 'Trợ lý đăng bài', username: 'halam_sandbox_bot' } as const;

export type SandboxPerson = { readonly id: number; readonly name: string; readonly mayDecide: boolean; readonly mayEdit: boolean };

/** The people of the chat: two who may decide, an editor, and one who may nothing. */
export const people: readonly SandboxPerson[] = [
  { id: 1001, name: 'Lan', mayDecide: true, mayEdit: true },
  { id: 1002, name: 'Minh', mayDecide: true, mayEdit: true },
  { id: 1003, name: 'Hà', mayDecide: false, mayEdit: true },
  { id: 1999, name: 'Khách', mayDecide: false, mayEdit: false },
];

export type ChatKind = 'private' | 'group';
export type StaffChat = { readonly id: number; readonly kind: ChatKind; readonly title: string };

export function staffChat(kind: ChatKind): StaffChat {
  return kind === 'private' ? { id: 1001, kind, title: 'Lan' } : { id: -1002604310001, kind, title: 'Ban biên tập Hạ Lam' };
}

export const feedPath = '/portal/rss/tin-tuc.rss';

/** What a bot must be told to reach the sandbox at this address. */
export function placesAt(address: string, kind: ChatKind): SandboxPlaces {
  return {
    feeds: [`${address}${feedPath}`],
    facebook: {
      graphUrl: `${address}/graph`,
      version: 'v24.0',
      pageId: page.id,
      pageToken: page.token,
      appId: page.appId,
      appSecret: page.appSecret,
      tokenIn: 'header',
    },
    telegram: { apiRoot: `${address}/telegram`, token: bot.token, chat: String(staffChat(kind).id), webhook: null },
    staff: [
      { id: 1001, role: 'admin' },
      { id: 1002, role: 'approver' },
      { id: 1003, role: 'editor' },
    ],
    privateHosts: [...new Set([new URL(address).hostname, 'localhost'])],
  };
}
