/** What may stand in newsroom.yaml. From this one schema come the checks, the editor's newsroom.schema.json and the reference in the docs. */
import { z } from 'zod';
import { articleKinds, languages } from './article.ts';
import { type Expectation, expectations } from './file-problem.ts';
import { type ApprovalRule, defaultEventWords, roles, templateFields } from './newsroom.ts';
import { type JsonFields, type ListSelectors, type PageSelectors, portalSystems, sourceForms } from './source.ts';
import { isZone } from './time.ts';

function isExpectation(text: string): text is Expectation {
  return expectations.some((one) => one === text);
}

/** What the schema expected at a failed place. */
export function expectationOf(message: string): Expectation {
  return isExpectation(message) ? message : 'text';
}

const millis = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `45s`, `30m`, `2h`, `7d` in milliseconds; null when it is no such span. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,5})([smhd])$/.exec(text);
  const unit = match?.[2];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd') return null;
  return Number(match?.[1]) * millis[unit];
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Every day from one to the other, both included; null when that is no span of at most 60 days. */
function daysOf(text: string): string[] | null {
  const [from = '', to = from, ...more] = text.split('..').map((day) => day.trim());
  if (more.length > 0 || !isDay(from) || !isDay(to)) return null;
  const count = (Date.parse(to) - Date.parse(from)) / millis.d + 1;
  if (count < 1 || count > 60) return null;
  return Array.from({ length: count }, (_, day) => new Date(Date.parse(from) + day * millis.d).toISOString().slice(0, 10));
}

// ---------------------------------------------------------------- single values

function text(expected: Expectation, pattern?: RegExp) {
  const any = z.string(expected).trim().min(1, expected).max(2000, expected);
  return pattern === undefined ? any : any.regex(pattern, expected);
}

/** Numbers may be written plain or in quotes, or come from a variable. */
function digits(expected: Expectation, pattern: RegExp) {
  return z.union([z.int(expected).transform(String).pipe(z.string().regex(pattern, expected)), text(expected, pattern)], expected);
}

function count(least: number, most: number) {
  return z.int('count').min(least, 'count').max(most, 'count');
}

function listOf<T extends z.ZodType>(item: T) {
  return z.array(item, 'list').max(1000, 'list');
}

/** One text, or several in the order in which they are tried. */
function oneOrMore(expected: Expectation) {
  return z.union([text(expected).transform((one) => [one]), z.array(text(expected), 'list')], expected);
}

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, 'choice');
}

function map<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, 'map');
}

const onOff = z.union([z.enum(['on', 'off']).transform((word) => word === 'on'), z.boolean()], 'switch');
const duration = text('duration', /^\d{1,5}[smhd]$/).transform((span) => parseDuration(span) ?? 0);
const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;
const time = text('time', clockTime);
const times = listOf(time).transform((list) => [...new Set(list)].sort());
const day = text('day', /^\d{4}-\d\d-\d\d$/).refine(isDay, 'day');
const days = listOf(
  text('days', /^\d{4}-\d\d-\d\d( *\.\. *\d{4}-\d\d-\d\d)?$/).transform((span, context) => {
    const all = daysOf(span);
    if (all !== null) return all;
    context.addIssue({ code: 'custom', message: 'days' });
    return z.NEVER;
  }),
).transform((spans) => [...new Set(spans.flat())].sort());
const language = z.enum(languages, 'language');
const kind = z.enum(articleKinds, 'choice');
const webAddress = text('url', /^https?:\/\/[^\s@]+$/i).refine((url) => URL.canParse(url), 'url');
const hostName = text('host', /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i).transform((host) => host.toLowerCase());
const chatNumber = digits('chat', /^-?\d{1,16}$/);
const reportChat = z.union([chatNumber, text('chat', /^@[A-Za-z]\w{3,}$/)], 'chat');
const userId = digits('user-id', /^\d{1,15}$/).transform(Number);

const approval = text('approval', /^(required|auto|auto-after: *\d{1,5}[smhd])$/).transform((word): ApprovalRule => {
  if (word === 'required' || word === 'auto') return { mode: word };
  return { mode: 'auto-after', ms: parseDuration(word.slice('auto-after:'.length).trim()) ?? 0 };
});
const approvals = z.union([z.literal(1), z.literal(2)], 'approvals');

const field = /\{([^{}]*)\}/g;
const known = new Set<string>(templateFields);
const template = text('template').refine((words) => [...words.matchAll(field)].every((match) => known.has(match[1] ?? '')), 'template-field');

// ---------------------------------------------------------------- sources

const selectors = oneOrMore('selector').optional();
const none: readonly string[] = [];

const list = map({
  item: text('selector').describe('One entry of the list.'),
  link: selectors.describe('The link to the article, inside the entry. Default: its first link.'),
  title: selectors.describe('The title. Default: the text of the link.'),
  lead: selectors.describe('The lead (sapo). Default: none.'),
  date: selectors.describe('The date. Default: none.'),
  image: selectors.describe('The picture. Default: the first one of the entry.'),
}).transform((given): ListSelectors => {
  const { item, link = ['a[href]'], title = none, lead = none, date = none, image = ['img'] } = given;
  return { item, link, title, lead, date, image };
});

const page = map({
  title: selectors.describe('The title.'),
  lead: selectors.describe('The lead (sapo).'),
  date: selectors.describe('The date.'),
  body: selectors.describe('The body, all its paragraphs.'),
  credit: selectors.describe('The line “Nguồn: …”.'),
  remove: selectors.describe('What is cut out before anything is read: related links, share bars.'),
}).transform((given): PageSelectors => {
  const { title = none, lead = none, date = none, body = none, credit = none, remove = none } = given;
  return { title, lead, date, body, credit, remove };
});

const path = text('text', /^[^\s]+$/);
const json = map({
  items: path.optional().describe('Path to the list of articles, names joined by dots: `data.items`. Default: the answer is the list.'),
  url: path.describe('The article’s address, or its id where `urlTemplate` is given.'),
  urlTemplate: text('url', /^https?:\/\/\S*\{\}\S*$/)
    .optional()
    .describe('The address with `{}` where the id stands. Default: `url` is an address.'),
  title: path.describe('The title.'),
  lead: path.optional().describe('The lead. Default: none.'),
  date: path.optional().describe('The date. Default: none.'),
  image: path.optional().describe('The picture’s address. Default: none.'),
  category: path.optional().describe('The category’s name. Default: none.'),
  body: path.optional().describe('The body. Default: read from the article’s page.'),
  status: map({ field: path.describe('The field.'), published: listOf(text('text')).describe('Its values that mean: out.') })
    .optional()
    .describe('Which rows are articles that are out. Default: all.'),
}).transform((given): JsonFields => {
  const { items = '', url, urlTemplate = null, title, lead = null, date = null, image = null, category = null, body = null, status = null } = given;
  return { items, url, urlTemplate, title, lead, date, image, category, body, status };
});

const source = map({
  url: webAddress.describe(
    'Address of a feed, a list page, a sitemap, a JSON answer, or a portal’s front page. It is also the source’s identity: what was read is remembered by it.',
  ),
  name: text('text').optional().describe('What staff call it. Default: the host’s name.'),
  form: oneOf(sourceForms).optional().describe('What stands there. Default: `auto`, which looks.'),
  system: oneOf(portalSystems).optional().describe('The portal’s system, where it is known. Default: found out.'),
  list: list.optional().describe('CSS selectors for a list page. Default: the system’s, else found out.'),
  page: page.optional().describe('CSS selectors for an article page, each optional. Default: the system’s, else found out.'),
  json: json.optional().describe('Which fields of a JSON answer are what; for `form: json`. Default: none.'),
  timezone: text('zone').refine(isZone, 'zone').optional().describe('Zone of dates that tell none. Default: the newsroom’s.'),
  dates: oneOf(['day-first', 'month-first']).optional().describe('How dates such as 06/01/2020 are meant. Default: `day-first`.'),
  hosts: listOf(hostName)
    .optional()
    .describe('Further hosts of the same portal (www, mobile, an old name): the same path there is the same article. Default: none.'),
  kind: kind.optional().describe('All its articles are of this kind. Default: seen from each article.'),
  language: language.optional().describe('All its articles are in this language. Default: seen from each article.'),
  pause: duration.optional().describe('Least pause between two requests to its host. Default: 500 ms.'),
  tls: map({
    ca: text('text').optional().describe('PEM file with the certificates that its server fails to send. Default: none.'),
    verify: onOff.optional().describe('`off` trusts whoever answers, for this source only. Default: `on`.'),
  })
    .optional()
    .describe('For a broken certificate chain. Default: checked as usual.'),
  robots: onOff.optional().describe('`off` ignores robots.txt: only where the portal’s own office said so. Default: `on`.'),
  pages: listOf(digits('id', /^.{1,100}$/))
    .optional()
    .describe('Names or ids of the Pages that get its articles. Default: the Pages of the article’s language.'),
  approval: approval.optional().describe('`required`, `auto`, `auto-after:30m`. Default: the Page’s.'),
  approvals: approvals.optional().describe('How many different people must approve: 1 or 2. Default: the Page’s.'),
  newsAs: oneOf(['link', 'picture']).optional().describe('News as a link with its preview, or as a picture with the link in the text. Default: `link`.'),
  categories: map({
    include: listOf(text('text')).optional().describe('Only articles of these categories. Default: all.'),
    exclude: listOf(text('text')).optional().describe('No articles of these. Default: none.'),
  })
    .optional()
    .describe('Which of its articles are wanted; the others are recorded as skipped. Default: all.'),
});

// ---------------------------------------------------------------- what holds for a Page

const weekTimes = map({
  mon: times.optional().describe('Mondays.'),
  tue: times.optional().describe('Tuesdays.'),
  wed: times.optional().describe('Wednesdays.'),
  thu: times.optional().describe('Thursdays.'),
  fri: times.optional().describe('Fridays.'),
  sat: times.optional().describe('Saturdays.'),
  sun: times.optional().describe('Sundays.'),
  weekdays: times.optional().describe('Monday to Friday, where the day itself is not named.'),
  weekend: times.optional().describe('Saturday and Sunday, where the day itself is not named.'),
});
const anyTimes = z.union([z.literal('asap'), times, weekTimes], 'times');

const quietHours = listOf(
  text('quiet-hours', /^([01]\d|2[0-3]):[0-5]\d *- *([01]\d|2[0-3]):[0-5]\d$/).transform((span) => {
    const [from = '', to = ''] = span.split('-').map((part) => part.trim());
    return { from, to };
  }),
);

const timetable = map({
  times: anyTimes
    .optional()
    .describe(
      'Posting times `HH:mm` of every day, or by weekday, or `asap`: as soon as approved. Default: POSTING_TIMES, else 07:00, 09:30, 11:30, 14:00, 17:00, 20:00.',
    ),
  gap: duration.optional().describe('Least time between two posts of a Page. Default: MIN_GAP_MINUTES, else `20m`, with `asap` none.'),
  mostPerDay: count(1, 200).optional().describe('No more posts than this on a day. Default: no limit.'),
  quiet: quietHours.optional().describe('Hours in which nothing is posted, such as `22:00-06:00`. Default: none.'),
  bound: listOf(
    map({
      kind: kind.optional().describe('A kind of article. Default: any.'),
      category: text('text').optional().describe('A category of the portal. Default: any.'),
      times: times.describe('Their times.'),
    }).transform((given) => ({ kind: given.kind ?? null, category: given.category ?? null, times: given.times })),
  )
    .optional()
    .describe('Kinds or categories that go out at certain times only. Default: none.'),
  freshness: map({
    news: duration.optional().describe('News. Default: `48h`.'),
    digest: duration.optional().describe('Digests. Default: `48h`.'),
    photos: duration.optional().describe('Photo stories. Default: `72h`.'),
    infographic: duration.optional().describe('Infographics. Default: `7d`.'),
    video: duration.optional().describe('Videos. Default: `72h`.'),
    document: duration.optional().describe('Legal documents. Default: `7d`.'),
  })
    .optional()
    .describe('How long after its date an article may still go out; then it expires into the ledger.'),
  late: map({
    window: duration.optional().describe('So late a post may still take its slot. Default: `30m`.'),
    otherwise: oneOf(['next', 'ask']).optional().describe('After that: the next free slot, or ask staff. Default: `next`.'),
  })
    .optional()
    .describe('What to do when a slot was missed.'),
  holidays: map({
    official: onOff.optional().describe('Vietnam’s public holidays, Tết and Giỗ Tổ by the lunar calendar. Default: `on`.'),
    daysOff: days.optional().describe('Further days off: `2027-02-11`, or `2027-02-11..2027-02-14`. Default: none.'),
    workdays: days.optional().describe('Days that are worked although they would be off. Default: none.'),
    times: z
      .union([z.literal('asap'), times], 'times')
      .optional()
      .describe('Posting times on holidays; `[]` posts nothing. Default: as on other days.'),
    mostPerDay: count(0, 200).optional().describe('No more posts than this on a holiday. Default: as on other days.'),
  })
    .optional()
    .describe('Public holidays and other days off.'),
  urgent: map({
    categories: listOf(text('text')).optional().describe('Articles of these categories. Default: none.'),
    words: listOf(text('text')).optional().describe('Articles with one of these in their title. Default: none.'),
  })
    .optional()
    .describe('What goes out as soon as it is approved, before all else; the gap is kept. Default: nothing.'),
  events: map({
    categories: listOf(text('text')).optional().describe('Articles of these categories. Default: none.'),
    words: listOf(text('text'))
      .optional()
      .describe(`Articles with one of these in their title. Default: ${defaultEventWords.join(', ')}.`),
  })
    .optional()
    .describe(
      'What tells of an event that is still to come: its post goes out until the event begins. Where the article does not tell for certain when that is, `freshness` holds and the card says so.',
    ),
  learn: onOff
    .optional()
    .describe(
      '`on`: one slot in ten is tried at an hour that the timetable does not use, to learn what readers do then; the card says so. Nothing else moves by itself. Default: `off`.',
    ),
});

const deadlines = map({
  remind: duration.optional().describe('Remind once. Default: `2h`.'),
  escalate: duration.optional().describe('Call the approvers by name. Default: `4h`.'),
  expire: duration.optional().describe('Expire into the ledger. Default: when the article is not fresh any more.'),
  quiet: quietHours
    .optional()
    .describe(
      'Hours in which the chat is left alone, such as `22:00-06:00`: staff are reminded and called when they are over, unless the card would expire before. What expired meanwhile is told then. Default: none.',
    ),
});

const kindTemplates = map({
  news: template.optional().describe('News.'),
  digest: template.optional().describe('Digests.'),
  photos: template.optional().describe('Photo stories.'),
  infographic: template.optional().describe('Infographics.'),
  video: template.optional().describe('Videos.'),
  document: template.optional().describe('Legal documents.'),
});

const targets = listOf(
  map({
    name: text('text').describe('What the plan calls it.'),
    followers: count(1, 1_000_000_000).optional().describe('So many followers…'),
    postsPerWeek: count(1, 1400).optional().describe('…or so many posts a week…'),
    share: z
      .number('percent')
      .gt(0, 'percent')
      .max(100, 'percent')
      .optional()
      .describe('…or so many percent of the articles posted. Exactly one of the three.'),
    by: day.optional().describe('By this day, `yyyy-MM-dd`. Default: standing.'),
  }).check((context) => {
    const { followers, postsPerWeek, share } = context.value;
    if ([followers, postsPerWeek, share].filter((one) => one !== undefined).length === 1) return;
    context.issues.push({ code: 'custom', message: 'target', input: context.value, path: [] });
  }),
);

const rules = {
  timetable: timetable.optional().describe('When posts go out. A Page’s own keys win over those of the whole newsroom, key by key.'),
  approval: approval
    .optional()
    .describe(
      '`required`: a person approves every post. `auto`: posts go out without asking. `auto-after:30m`: unless someone objects. What has a doubtful fact always asks. Default: APPROVAL, else `required`.',
    ),
  approvals: approvals.optional().describe('How many different people must approve: 1 or 2. Default: 1.'),
  twoApprovalsFor: listOf(text('text')).optional().describe('Categories whose articles need two approvals. Default: none.'),
  deadlines: deadlines.optional().describe('What happens to a card that nobody decides.'),
  templates: map({ vi: kindTemplates.optional().describe('For articles in Vietnamese.'), en: kindTemplates.optional().describe('For articles in English.') })
    .optional()
    .describe(
      `How the text of a post is built, by language and kind. Fields: ${templateFields.map((name) => `\`{${name}}\``).join(', ')}; a line whose fields are all empty is left out. What each is: [posts.md](posts.md). Default: title, lead, link as readers like them.`,
    ),
  utm: map({
    source: text('utm', /^[\w.-]+$/)
      .optional()
      .describe('utm_source. Default: `facebook`.'),
    medium: text('utm', /^[\w.-]+$/)
      .optional()
      .describe('utm_medium. Default: `social`.'),
    campaign: text('utm', /^[\w.-]+$/)
      .optional()
      .describe('utm_campaign. Default: none.'),
  })
    .optional()
    .describe('Parameters added to links for the portal’s statistics. Default: none are added.'),
  pairs: oneOf(['two', 'one'])
    .optional()
    .describe(
      'An article that the portal has in both languages: `two` posts, or `one` with the Vietnamese text first and the English one below it. Default: `two`.',
    ),
  targets: targets.optional().describe('What the Page is to reach; shown in the reports. Default: none.'),
};

const fanPage = map({
  id: digits('page-id', /^\d{1,20}$/).describe('The Page’s numeric id.'),
  token: text('text').describe(`The Page’s access token, only as a reference to a variable of .env: \`\${PAGE_TOKEN_HALAM}\`.`),
  name: text('text').optional().describe('What staff call it, and what sources name it by. Default: as Facebook has it.'),
  language: language.optional().describe('It gets the articles of this language. Default: those of every language that has no Page of its own.'),
  chat: chatNumber.optional().describe('Its staff chat. Default: the newsroom’s.'),
  topic: count(1, 2_147_483_647).optional().describe('Forum topic in that chat. Default: none.'),
  ...rules,
});

const staffMember = map({
  id: userId.describe('Numeric Telegram user id.'),
  name: text('text').optional().describe('For people who read this file. Default: none.'),
  role: oneOf(roles).optional().describe('`editor` edits and proposes, `approver` decides, `admin` also names staff and pauses. Default: `approver`.'),
  language: language.optional().describe('Language of the bot for this person. Default: the newsroom’s.'),
  pages: listOf(digits('id', /^.{1,100}$/))
    .optional()
    .describe('Names or ids of the Pages the role holds for. Default: all.'),
});

export const newsroomFile = map({
  newsroom: map({
    name: text('text').optional().describe('Its name, for reports. Default: the Page’s.'),
    timezone: text('zone').refine(isZone, 'zone').optional().describe('Default: TIMEZONE, else `Asia/Ho_Chi_Minh`.'),
    locale: language.optional().describe('Language of cards, reports and messages. Default: LOCALE, else `vi`.'),
    chat: chatNumber.optional().describe('The staff chat (numeric; groups begin with -100). Default: TELEGRAM_CHAT_ID.'),
    hashtags: map({
      always: listOf(text('hashtag', /^#?[\p{L}\p{N}_]{1,100}$/u).transform((tag) => tag.replace(/^#/, '').normalize('NFC')))
        .optional()
        .describe('Under every post. Default: none.'),
      categories: onOff.optional().describe('The article’s categories become hashtags. Default: `on`.'),
      accents: oneOf(['keep', 'drop']).optional().describe('`keep`: #BắcNinh; `drop`: #BacNinh. Default: `drop`.'),
      most: count(0, 30).optional().describe('No more than this under a post. Default: 3.'),
    })
      .optional()
      .describe('Hashtags of posts.'),
    contact: text('contact', /^(https?:\/\/[!-~]+|[!-?A-~]+@[\w-]+(\.[\w-]+)+)$/)
      .optional()
      .describe('Mail or web address that portals are told with each request (User-Agent), so that they can ask. Default: none.'),
  })
    .optional()
    .describe('The newsroom itself.'),
  staff: listOf(staffMember).optional().describe('Who may do what in the chat. Default: TELEGRAM_STAFF.'),
  sources: listOf(source).optional().describe('What is read. Default: PORTAL_FEEDS.'),
  pages: listOf(fanPage).optional().describe('The Facebook Pages. Default: the one of FACEBOOK_PAGE_ID and FACEBOOK_PAGE_TOKEN.'),
  ...rules,
  reports: map({
    chats: listOf(reportChat)
      .optional()
      .describe('Further chats that get reports and summaries (leaders who are not in the staff chat). Default: REPORT_CHATS.'),
    daily: onOff.optional().describe('A summary at the end of each day. Default: `on`.'),
    dailyAt: time.optional().describe('When. Default: `18:00`.'),
    weeklyAt: time.optional().describe('When the weekly report comes, on Mondays. Default: `08:00`.'),
    monthly: onOff.optional().describe('A report of each month. Default: `on`.'),
    quarterly: onOff.optional().describe('A report of each quarter. Default: `on`.'),
  })
    .optional()
    .describe('What leaders and staff are sent.'),
  alerts: map({ followers: onOff.optional().describe('Tell staff of a sudden loss or surge of followers. Default: `on`.') })
    .optional()
    .describe('What staff are told at once.'),
});
export type NewsroomFile = z.infer<typeof newsroomFile>;
export type GivenRules = Pick<NewsroomFile, keyof typeof rules>;
export type GivenSource = z.infer<typeof source>;
export type GivenPage = z.infer<typeof fanPage>;
export type GivenTimetable = z.infer<typeof timetable>;
