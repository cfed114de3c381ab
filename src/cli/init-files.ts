/** What was answered at set-up, and the two files that come of it. Pure. */
import { z } from 'zod';
import type { Outside } from '../config.ts';

const answers = z
  .object({
    locale: z.enum(['vi', 'en']),
    feed: z.string(),
    privateHosts: z.array(z.string()),
    app: z.object({ appId: z.string(), appSecret: z.string() }),
    page: z.object({ id: z.string(), name: z.string(), token: z.string() }),
    botToken: z.string(),
    chat: z.string(),
    staff: z.object({ id: z.number(), name: z.string() }),
    times: z.array(z.string()),
  })
  .partial();
export type Answers = z.output<typeof answers>;

/** What of a draft can be used; nothing when it was changed by other hands. */
export function answersOf(draft: unknown): Answers {
  return answers.safeParse(draft).data ?? {};
}

/** Secrets, and where the outside systems are when they are not the usual ones. */
export function environmentText({ page, app, botToken, privateHosts = [] }: Answers, outside: Outside): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['FACEBOOK_PAGE_TOKEN', page?.token],
    ['FACEBOOK_APP_ID', app?.appId],
    ['FACEBOOK_APP_SECRET', app?.appSecret],
    ['TELEGRAM_BOT_TOKEN', botToken],
    ['FACEBOOK_GRAPH_URL', outside.usual.graphUrl ? undefined : outside.graphUrl],
    ['TELEGRAM_API_ROOT', outside.usual.apiRoot ? undefined : outside.apiRoot],
    ['ALLOW_PRIVATE_HOSTS', privateHosts.length === 0 ? undefined : privateHosts.join(',')],
  ];
  const lines = rows.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${quoted(value)}`]));
  return ['# Secrets of the desk: for its own eyes only (mode 600). Every key is explained in .env.example.', ...lines, ''].join('\n');
}

/** As it is where nothing in it has a meaning in such a file. */
function quoted(value: string): string {
  return /^[\w.:/@,-]*$/.test(value) ? value : `'${value}'`;
}

/** Everything else. A text in double quotes is YAML as it is JSON. */
export function newsroomText({ locale = 'vi', feed = '', page, chat, staff, times = [] }: Answers): string {
  const text = (value: string | number | undefined) => JSON.stringify(value ?? '');
  return `# yaml-language-server: $schema=./newsroom.schema.json
# Made by "fanpage init". Every key is explained in docs/newsroom.md; a change holds within five seconds.

newsroom:
  locale: ${locale}
  chat: ${chat}

staff:
  - id: ${staff?.id}
    name: ${text(staff?.name)}
    role: admin

sources:
  - url: ${text(feed)}

pages:
  - id: ${text(page?.id)}
    token: \${FACEBOOK_PAGE_TOKEN}
    name: ${text(page?.name)}

timetable:
  times: [${times.map(text).join(', ')}]
`;
}
