/** English: every word that staff or readers see. */
import type { ArticleKind, SkipReason } from '../article.ts';
import type { GrowthReport } from '../growth.ts';
import type { FoundList, PortalProblem } from '../ports.ts';
import type { ExpiryReason, Failure, MoveReason, PostStatus, SlotReason, Warning, WarningKind } from '../post.ts';
import { type RefusalStep, refusalStepOf } from './refusal-steps.ts';
import type { Words } from './words.ts';

const kinds: Record<ArticleKind, string> = {
  news: 'News',
  digest: 'Digest',
  photos: 'Photo story',
  infographic: 'Infographic',
  video: 'Video',
  document: 'Document',
};

const foundForms: Record<FoundList['form'], string> = {
  feed: 'a feed (RSS, Atom or JSON Feed)',
  list: 'a list page',
  sitemap: 'a sitemap',
  json: 'a JSON answer',
};

const statuses: Record<PostStatus, string> = {
  draft: 'draft',
  awaiting: 'awaiting approval',
  approved: 'approved',
  scheduled: 'scheduled',
  publishing: 'being posted',
  unconfirmed: 'outcome unknown',
  published: 'published',
  rejected: 'rejected',
  expired: 'expired',
  failed: 'failed',
  retracted: 'withdrawn',
  skipped: 'skipped',
  held: 'held',
};

const moveReasons: Record<MoveReason, string> = {
  missed: 'it missed that time',
  pause: 'posting is paused then',
  quiet: 'nothing is posted in those hours',
  timetable: 'that is no posting time any more',
  gap: 'too near to another post on the Page',
  full: 'that day has its most posts',
  urgent: 'it made way for something urgent',
  pinned: 'it made way for a post whose time was given',
};

const swapsText = (swaps: readonly { readonly from: string; readonly to: string }[]): string => swaps.map(({ from, to }) => `${from} → ${to}`).join(', ');

const slotReasons: Record<SlotReason, string> = {
  pinned: 'because that is the time it was given',
  urgent: 'because it is urgent',
  bound: 'because its kind goes out at that time only',
  'last-chance': 'because otherwise something would grow stale',
  turn: 'because it is the turn of its source, so that no source and no kind fills the timetable',
  first: 'because it has waited longest',
  freshest: 'because there is not room for all, and it is the newest of a source and kind that had less',
  trial: 'this hour is tried, to learn whether readers care for it (learn: on)',
};

const expiryReasons: Record<ExpiryReason, string> = {
  stale: 'no news any more',
  begun: 'its event has begun',
  undecided: 'nobody decided in time',
};

const skipReasons: Record<SkipReason, string> = {
  'before start': 'older than the start of the desk',
  category: 'of a category that is not posted',
  copy: 'a copy of',
  withdrawn: 'taken down by the portal',
  pair: 'stands in the post of its other language',
  untitled: 'its title could not be read',
};

const warnings: Record<WarningKind, string> = {
  'no-date': 'The article has no date on the portal. Check that it is new.',
  'event-unsure':
    'This seems to be about an event that is still to come, but when it begins is not told for certain: it goes out as long as any other post. Look at the time in the article, and use “Time” if need be.',
  old: 'The article is more than 48 hours old.',
  'no-lead': 'The article has no lead.',
  'no-picture': 'The article has no picture.',
  'picture-unreadable': "The article's picture could not be read.",
  'long-title': 'The title is long and may be cut off.',
  figures: 'Figures of the post that do not stand in the article; compare before you approve',
  names: 'Names of the post that do not stand in the article; compare before you approve',
  'pictures-left-out': 'Pictures that are too small or broken were left out. How many',
  'picture-format': 'A picture has a format that cannot be posted; save it as JPEG or PNG and put that on the portal. Format',
  'pictures-more': 'The article has more than 10 pictures; the first 10 are posted. Pictures in all',
  'chosen-picture-gone':
    'The picture that staff chose is not in the portal’s article any more: the article’s present ones stand in its place. Look at them before approving.',
  'chosen-picture-stays': 'The portal changed the article’s pictures; the post keeps the one that staff chose. Look at it before approving.',
  'video-as-link': 'The video file could not be had (or is on YouTube), so this goes out as a link. To post the film itself, put an MP4 file on the portal.',
  'preview-unread': 'The preview that Facebook will draw could not be read. Open the article on the portal to check.',
  'preview-no-picture': 'The page names no picture for Facebook, so the link will show none. Ask the portal to add og:image.',
  'preview-small-picture': "The page's picture for Facebook is too small: the link shows a thumbnail or none. Use 1200×630 pixels, at least 600×315.",
  'preview-http': 'The picture of the preview has an http address and may not be shown. Ask the portal to serve og:image by https.',
  'preview-robots': 'The robots.txt of the portal keeps Facebook out, so the preview will be empty. Ask the portal to allow “facebookexternalhit”.',
  'preview-title-cut': 'The title of the preview is cut off or too long (Facebook shows about two lines). Check og:title of the page.',
  'odd-letters': 'The text has broken characters. Compare it with the article on the portal.',
  'page-unread': 'The article page could not be opened; the text comes from the feed. Open the article before approving.',
};

/** How posts in this language are built where newsroom.yaml says nothing else. */
const endOfPost = 'Read more: {link}\n\nSource: {credit}\n{author}\n\n{hashtags}';
const article = `{title}\n\n{lead}\n\n${endOfPost}`;
const templates: Record<ArticleKind, string> = {
  news: article,
  digest: `{title}\n\n{lead}\n\n{body}\n\n${endOfPost}`,
  photos: article,
  infographic: article,
  video: article,
  document: `No. {number}\nDate of issue: {date}\n\n{title}\n\n${endOfPost}`,
};

function warning({ kind, detail }: Pick<Warning, 'kind' | 'detail'>): string {
  return detail === undefined ? warnings[kind] : `${warnings[kind]}: ${detail}.`;
}

/** What is wrong, in two words. */
const portalProblems: Record<PortalProblem['kind'], string> = {
  unreachable: 'cannot be reached',
  slow: 'answers too slowly',
  'too-big': 'too big a document',
  tls: 'broken certificate',
  address: 'an address that may not be fetched',
  status: 'the server reports an error',
  'not-a-feed': 'not a source of news',
  broken: 'cannot be read',
  challenge: 'an anti-bot page',
  robots: 'robots.txt forbids it',
  withdrawn: 'the article is not there any more',
};

/** What to do, and whom to ask for what: staff can pass these words on. */
function portalFix(problem: PortalProblem): string {
  switch (problem.kind) {
    case 'unreachable':
      return "The portal's server cannot be reached. Open the portal in a browser: if it has moved to a new name (as after a merger of provinces), correct the source's address in the configuration; if it opens, check this server's network.";
    case 'slow':
      return "The portal's server answers too slowly. If it lasts, tell the portal's administrators.";
    case 'too-big':
      return "The document is too big. Ask the portal's administrators to put fewer items into the feed.";
    case 'tls':
      return "The portal's certificate (HTTPS) is broken. Ask its administrators to install the whole certificate chain, intermediate ones included; until then the missing certificate can be added for this source alone (tls: ca in newsroom.yaml).";
    case 'address':
      return 'This address may not be fetched (private network, or not http/https). If it is your own portal, add its host to ALLOW_PRIVATE_HOSTS.';
    case 'status':
      return statusFix(problem.status);
    case 'not-a-feed':
      return "There is no source at this address any more but another page (a login, the front page, an announcement). Open the address in a browser and correct the source's address in the configuration.";
    case 'broken':
      return "The source is malformed. If it lasts, tell the portal's administrators.";
    case 'challenge':
      return "The portal shows an anti-bot page, and this program does not go round it. Ask the portal's administrators to let this server's IP address read the news, or for an API or RSS address of its own.";
    case 'robots':
      return "The portal's robots.txt does not let this program read the address. Ask the portal's administrators to allow “fanpage-desk” there; where they have agreed already, set robots: off for this source in newsroom.yaml.";
    case 'withdrawn':
      return "This address does not exist any more. Correct the source's address in the configuration.";
  }
}

function statusFix(status: number | null): string {
  const told = `The portal's server answered with status ${status ?? '?'}.`;
  if (status === 401 || status === 403) return `${told} It refuses this server; ask the portal's administrators to let this server's IP address read the news.`;
  if (status === 404 || status === 410) return `${told} The source is not there any more; find its new address on the portal and correct the configuration.`;
  if (status === 429) return `${told} It asks to be read less often; the program slows down by itself.`;
  if (status !== null && status >= 500) return `${told} The portal has a fault. If it lasts, tell its administrators.`;
  return `${told} Check the source's address in the configuration, or tell the portal's administrators.`;
}

/** What happened, and what to do, in this order. */
const refusals: Record<RefusalStep, string> = {
  token: "The Page's token is not valid any more. Get a new one (README, “Get a Page token”), put it into FACEBOOK_PAGE_TOKEN and start again.",
  'token-app-removed':
    'The app was removed from the account that gave the token. A Page admin must allow the app again, get a new token (README, “Get a Page token”), put it into FACEBOOK_PAGE_TOKEN and start again.',
  'token-checkpoint':
    'Facebook wants the account that gave the token to be verified. Its owner must log in at facebook.com and do what is asked there; if nothing goes out an hour later, get a new token and put it into FACEBOOK_PAGE_TOKEN.',
  'token-password': 'The account that gave the token has a new password, so the token is dead. Get a new one, put it into FACEBOOK_PAGE_TOKEN and start again.',
  'token-expired': "The Page's token has expired. Get a new one (README, “Get a Page token”), put it into FACEBOOK_PAGE_TOKEN and start again.",
  'token-role-lost':
    'Whoever gave the token has no role on the Page any more; a new token of that person does not help. A Page admin must give the role back, or another person with a role must get a token.',
  permission: 'The app lacks permissions on the Page. Grant pages_manage_posts and pages_read_engagement again and get a new token.',
  'permission-missing':
    'The token lacks pages_manage_posts or pages_read_engagement (a permission unused for 90 days must be granted again). Grant both to the app and get a new token.',
  'permission-page-unseen':
    'The token does not see this Page. Check FACEBOOK_PAGE_ID, and that the Page is still assigned to the person (or system user) who gave the token.',
  'permission-as-person': "The token in use is a person's, not the Page's. Get the Page's token (README, “Get a Page token”).",
  policy: 'Facebook restricts this Page. Open Page Quality on Facebook to see why, and appeal if need be.',
  content: 'Facebook refused the content of the post. Check its link and pictures.',
  'content-facebook-link': 'Facebook takes no posts that link to facebook.com. Change the link of the post.',
  'content-link': 'Facebook cannot open the link of the post. Open it in a browser; if the portal was down, press “Post again” when it is back.',
  'content-picture': 'Facebook does not take the picture of the post. Use another one (JPEG or PNG, under 4 MB).',
  'content-video': 'Facebook does not take the video of the post. Check the file (MP4, H.264), or use a picture.',
  'content-same': 'Facebook says that the post is the same as the last one. Look at the Page before you press “Post again”.',
  rate: 'Facebook asks to slow down. The post goes out by itself when it may.',
};

function failure(problem: Failure): string {
  const code = problem.code === null ? '' : ` (code ${problem.code}${problem.subcode === null ? '' : `/${problem.subcode}`})`;
  switch (problem.reason) {
    case 'unconfirmed':
      return 'Facebook gave no clear answer and the post was not seen on the Page. Look at the Page; if it is not there, press “Post again”.';
    case 'media-lost':
      return 'The approved picture is gone from the store. The post does not go out with another one.';
    default: {
      const step = refusalStepOf(problem);
      return `${refusals[step ?? problem.reason]}${code}`;
    }
  }
}

function number(value: number): string {
  return new Intl.NumberFormat('en-GB').format(value);
}

function signed(value: number): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value))}`;
}

/** The first five, and how many there are beside. */
function listed(titles: readonly string[], more: (count: number) => string): string {
  const rest = titles.length - 5;
  return [...titles.slice(0, 5).map((title) => `• ${title}`), ...(rest > 0 ? [more(rest)] : [])].join('\n');
}

function decimal(value: number): string {
  return new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }).format(value).replace('-', '−');
}

function percent(share: number): string {
  return `${decimal(share * 100)}%`;
}

function spanName(kind: GrowthReport['span'], name: string): string {
  switch (kind) {
    case 'week':
      return `week ${name}`;
    case 'month':
      return `month ${name}`;
    case 'quarter':
      return `quarter ${name}`;
    case 'days':
      return 'these days';
  }
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function duration(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  return whole % 60 === 0 ? `${number(Math.floor(whole / 60))} h` : `${number(Math.floor(whole / 60))} h ${whole % 60} min`;
}

export const en: Words = {
  kinds,
  statuses,
  warnings,
  warning,
  slotReasons,
  expiryReasons,
  refusals,
  failure,
  number,
  signed,
  decimal,
  percent,
  duration,

  linkLine: (link) => `Read more: ${link}`,
  post: { templates, otherLanguage: '———' },

  card: {
    approve: '✅ Approve',
    reject: '❌ Reject',
    retry: '🔁 Post again',
    previous: '◀ Previous',
    next: 'Next ▶',
    editText: '✏️ Edit',
    changeTime: '🕒 Time',
    changePicture: '🖼 Picture',
    postNow: '🚀 Post now',
    confirmNow: '🚀 Yes, post now',
    cancel: '↩️ Never mind',
    backToWaiting: '↩️ Back to waiting',
    otherReason: '⌨️ Another reason',
    typeTime: '⌨️ Type a time',
    plannerTime: '🤖 Let the planner choose',
    pictureNumber: (number) => `Picture ${number}`,
    ownPicture: '📎 Send another picture',
    noPicture: '🚫 No picture',
    openPost: '🔗 See it on the Page',
    editLive: '✏️ Edit the live post',
    withdrawLive: '🗑 Withdraw',
    confirmWithdraw: '🗑 Yes, take it down',
    updateLive: '📤 Update as the portal',
    keepLive: '👌 Keep as it is',
    correctedBefore: '🔄 The portal changed the article after staff were asked:',
    correctedLive: '🔄 The portal changed the article after it was posted. Above is how the post would read; on the Page nothing has changed yet:',
    correctedElse: '🔄 The portal changed the article after it was posted. The words of the post stay the same:',
    withdrawnLive: '🗑 The portal took this article down. Withdraw the post, or keep it?',
    editedFirst: '🔄 Before that the portal edited it:',
    was: (text) => `   − ${text}`,
    is: (text) => `   + ${text}`,
    andMore: (count) => `   … and ${count} more`,
    confirmLive: '📤 Update it on the Page',
    today: (time) => `Today ${time}`,
    tomorrow: (time) => `Tomorrow ${time}`,
    consentBy: (name, at) => `✔ ${name} agreed at ${at}`,
    mustDecide: (count, names, others, more) => {
      const list = [...names, ...(others === 0 ? [] : [`${others}${names.length === 0 ? '' : ' other'} approver${others === 1 ? '' : 's'}`])];
      const all = names.length + others;
      const people = list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} ${all > count && others === 0 ? 'or' : 'and'} ${list.at(-1)}`;
      if (all < count)
        return `⚠️ ${count} ${more ? 'more ' : ''}must approve, and ${all === 0 ? 'nobody is left who may' : `there is only ${people}`}. An admin adds people with /addstaff.`;
      if (all === count) return `👥 Still to approve: ${people}`;
      if (names.length === 0) return `👥 ${count === 1 ? 'One' : 'Two'} ${more ? 'more ' : ''}of ${others} approvers must say yes`;
      return `👥 ${count === 1 ? 'One' : 'Two'} ${more ? 'more ' : ''}must approve: ${people}`;
    },
    expiresAt: (at) => `⌛ Expires undecided at ${at}`,
    reason: (reason) => `Reason: ${reason}`,
    menus: {
      time: '🕒 When is it to go out?',
      picture: '🖼 Which picture? (It goes with the post, and the link stands in the text.)',
      now: '🚀 Post it now, ahead of the timetable? It still keeps the gap to what went out a moment ago.',
      withdraw: '🗑 Take this post off the Page? Its likes and comments go with it.',
    },
    liveEdit: {
      proposed: (name) => `✏️ ${name} proposes the words above; the post on the Page is unchanged.`,
      due: (name) => `📤 The post on the Page is being updated (${name})…`,
      sending: (name) => `📤 The post on the Page is being updated (${name})…`,
      unknown: (name) => `❔ Not known yet whether Facebook took the edit of ${name}; the post is being read.`,
      failed: (name) => `⛔ The edit of ${name} did not reach the Page; the post stands as it was. It can be tried again.`,
    },
    liveWithdraw: {
      proposed: (name) => `🗑 ${name} proposes to withdraw it.`,
      due: (name) => `🗑 The post is being taken off the Page (${name})…`,
      sending: (name) => `🗑 The post is being taken off the Page (${name})…`,
      unknown: (name) => `❔ Not known yet whether Facebook took it down for ${name}; the post is being read.`,
      failed: (name) => `⛔ It could not be taken down for ${name}; it still stands on the Page. It can be tried again.`,
    },
    digestLast: (title, status) => `↩️ Just now: ${title} (${status})`,
    digestUndo: '↩️ Undo the last one',
    preview: (title, description) => `🪧 Link card: ${title}${description === null ? '' : ` · ${description}`}`,
    album: (count) => `🖼 Album of ${number(count)} pictures`,
    film: (as, seconds) => `🎬 ${as === 'reel' ? 'Reel' : 'Video'}${seconds === null ? '' : ` · ${seconds} s`}`,
    linkTo: (link) => `🔗 ${link}`,
    kind: (kind, source) => `${kinds[kind]} · ${source}`,
    articleDate: (date) => `On the portal: ${date}`,
    sister: (own, status) => `🌐 The ${own === 'vi' ? 'English' : 'Vietnamese'} version of this article is a post of its own: ${status}`,
    joined: '🌐 Joined to the Vietnamese post; not posted on its own.',
    eventAt: (at) => `🗓 The event begins: ${at}; the post goes out before that only`,
    eventOn: (day, at) => `🗓 The event begins on ${day}, at an hour that the article does not tell; the post goes out before ${at} only`,
    tooLateForEvent: (at) =>
      `⚠️ The next free time is ${at}, when the event has begun. If you approve it, press “Post now” or choose an earlier time; else it will not go out.`,
    page: (page) => `Page: ${page}`,
    waiting: '⏳ Waiting for a decision',
    ifApproved: (date, asOf) => `If accepted, it goes out: ${date}${asOf === null ? '' : ` (expected, as of ${asOf})`}`,
    asap: 'at once',
    noSlot: 'no free slot yet',
    objectBy: (date) => `Goes out after ${date} unless someone rejects it.`,
    returned: {
      'content-changed': '⚠️ The content differs from what was accepted before; please decide again.',
      pair: '🌐 The portal has an English version now, so the post tells both languages; please decide again.',
      missed: '⚠️ It missed its time; please decide again, and it gets a new one.',
      restored:
        '⚠️ The data was restored from a backup; this post was accepted before, please decide again. If it is on the Page already it is not posted twice.',
    },
    approvedBy: (name, at) => `✔ Accepted by ${name} at ${at}`,
    approvedAuto: (at) => `✔ Accepted by the newsroom's rule at ${at}`,
    approvedNoObjection: (at) => `✔ Nobody objected, accepted at ${at}`,
    rejectedBy: (name, at) => `✖ Turned down by ${name} at ${at}`,
    slot: (date) => `🕒 Goes out: ${date}`,
    queued: '🕒 No time yet: it waits for its turn; this card will tell the time when it has one.',
    because: (why) => `   ${slotReasons[why]}`,
    pinned: (date) => `📌 Time given: ${date}, not before`,
    moved: (from, why) => `↪️ Another time (it was ${from}): ${moveReasons[why]}`,
    urgent: '🔴 Urgent: goes out as soon as it is approved',
    publishing: '📤 Being posted…',
    uploading: (share) => `📤 Video being uploaded to Facebook: ${share}`,
    unconfirmed: (until) => `❔ No clear answer from Facebook. The Page is watched until ${until}; nothing is sent again meanwhile.`,
    published: (at) => `✅ Published at ${at}`,
    adopted: (at) => `✅ Stood on the Page already since ${at}, not posted again`,
    failed: (why) => `⛔ Not posted. ${why}`,
    expired: (at, why) => `⌛ Expired at ${at}, not posted${why === null ? '' : `: ${expiryReasons[why]}`}`,
    retracted: (at, by) => `🗑 Withdrawn from the Page at ${at}${by === null ? '' : `, decided by ${by}`}`,
    held: (at) => `⏸ Held since ${at}`,
    heldWithdrawn: (at) => `⏸ Held since ${at}: the portal took the article down`,
    draft: '✏️ Draft',
    digestHead: (position, total) => `🗂 Draft ${position} of ${total} waiting`,
    digestDone: '🗂 All waiting drafts have been decided.',
  },

  pair: {
    waits: (title) =>
      `🌐 The other language's version of a post that was approved and is not out yet has come: ${title}\nBoth become one post in two languages; please decide again on the newest card.`,
  },

  correction: {
    returned: (title) =>
      `⚠️ Approved but not posted: just before it was to go out, its content was no longer what was approved: ${title}\nLook at its card and decide again.`,
    waits: (title) =>
      `🔄 The portal changed an article that was approved and is not out yet: ${title}\nIts post waits again with the new text; its card shows what changed.`,
    live: (title) => `🔄 The portal changed an article that is on the Page: ${title}\nChoose on its card: update the post, keep it or withdraw it.`,
    gone: (title) => `🗑 The portal took down an article that is on the Page: ${title}\nChoose on its card: withdraw the post or keep it.`,
  },

  press: {
    approved: (title) => `Approved: ${title}`,
    rejected: (title) => `Rejected: ${title}`,
    retried: (title) => `Will be posted again: ${title}`,
    alreadyYou: 'You have decided this one already.',
    alreadyApproved: (name, at) => `${name} approved it at ${at}.`,
    alreadyRejected: (name, at) => `${name} rejected it at ${at}.`,
    nowStatus: (status) => `This post is: ${status}.`,
    changed: 'The content has changed. Look at the new card, then decide.',
    notStaff: (id: string): string => `You are not on the staff list. Your Telegram number: ${id}. Send it to an admin.`,
    otherPage: 'You do not look after this Page.',
    consented: (title: string): string => `Your yes is kept; one more person is needed: ${title}`,
    anotherNeeded: 'You said yes already. Another person must too.',
    goesNow: (title: string): string => `Goes out as soon as possible: ${title}`,
    backAgain: (title: string): string => `Back to waiting: ${title}`,
    noted: 'The reason is kept.',
    liveKept: 'The post stays as it is.',
    liveDue: 'It is being done on the Page.',
    liveUnderWay: 'This post is being changed on the Page; one moment.',
    answerBelow: 'Reply to the message that was just sent.',
    noPicture: 'This picture cannot be read. Choose another.',
    pictureChanged: 'The picture is changed; the post waits again.',
    timeFree: 'The planner chooses the time.',
    timeGiven: (at: string): string => `Time given: ${at}`,
    cannotAt: {
      past: 'That time is over.',
      quiet: (until: string): string => `Nothing is posted then${until === '' ? '' : `, until ${until}`}.`,
      pause: (until: string): string => `The Page is paused${until === '' ? '' : ` until ${until}`}.`,
      gap: (at: string): string => `Too near another post at ${at}.`,
      full: (most: string): string => `That day has its ${most} posts already.`,
      stale: (until: string): string => `The news is stale by then (from ${until} on).`,
      begun: (at) => `The event has begun by then (${at}).`,
      free: (times: string): string => `Free: ${times}`,
    },
    notApprover: 'You may edit, but not approve.',
    otherChat: "Decisions are taken in the newsroom's own chat only.",
    unknown: 'This post is not known. Press on the newest card.',
    failed: 'The decision could not be stored. Press again in a few minutes.',
    someone: 'Someone else',
    auto: 'The desk',
    noMore: 'No drafts are waiting.',
  },

  verbs: {
    approve: 'approved',
    reject: 'rejected',
    reason: 'gave a reason',
    'edit-text': 'edited the text',
    'change-picture': 'changed the picture',
    'change-time': 'changed the time',
    'post-now': 'sent it out at once',
    'back-to-waiting': 'took it back to waiting',
    retry: 'had it tried again',
    return: 'sent back to be approved anew',
    expire: 'expired',
    publish: 'published on the Page',
    fail: 'could not be published',
    'propose-live': 'proposed to edit the live post',
    'drop-live': 'dropped that proposal',
    'edit-live': 'had the live post edited',
    'withdraw-live': 'had the live post withdrawn',
    'keep-live': 'kept the live post as it is',
    'live-edited': 'edited the post on the Page',
    'live-withdrawn': 'took the post off the Page',
    'live-failed': 'could not edit or withdraw the live post',
    correct: 'noted that the portal changed the article',
    join: 'joined both languages in one post',
    hold: 'held it: the portal took the article down',
    release: 'put it before staff again: the article is back',
    pause: 'paused posting',
    resume: 'resumed posting',
    'accept-times': 'accepted other posting times',
    'add-staff': 'added somebody',
    'remove-staff': 'removed somebody',
  },

  reasons: ['Wrong facts', 'Double', 'Not suitable', 'Old news'] as readonly string[],

  questions: {
    text: {
      text: (name: string, title: string): string => `✏️ ${name}: reply to this with the whole new text of\n“${title}”`,
      placeholder: 'The whole new text',
    },
    'live-text': {
      text: (name: string, title: string): string => `✏️ ${name}: reply to this with the whole new text for the live post\n“${title}”`,
      placeholder: 'The whole new text',
    },
    time: {
      text: (name: string, title: string): string => `🕒 ${name}: reply to this with the time (17:30, 28/11 09:00, 2h) for\n“${title}”`,
      placeholder: '17:30 or 28/11 09:00',
    },
    reason: {
      text: (name: string, title: string): string => `⌨️ ${name}: reply to this with the reason for not posting\n“${title}”`,
      placeholder: 'The reason',
    },
    picture: {
      text: (name: string, title: string): string => `📎 ${name}: reply to this with a picture (and a caption, if any) for\n“${title}”`,
      placeholder: 'Send a picture',
    },
    another: (name: string): string => `This question is for ${name}. Press the button on the post to be asked yourself.`,
    late: 'This question is too old. Press the button on the post again.',
    length: (most: string): string => `The text must say something in at most ${most} characters. Reply again.`,
    empty: 'There is nothing in it. Reply again.',
    textTaken: 'Changed. The new text stands on the card; the post waits again.',
    answered: 'This was answered already; this reply is not taken. To change more, press the button on the card again.',
    liveTaken: 'Taken. Look at the card and press “Update it on the Page”.',
    noTime: 'That time is not understood. Reply as 17:30, 28/11 09:00 or 2h.',
    noPicture: 'There is no picture in it. Reply with a picture.',
  },

  deadline: {
    remind: (titles: readonly string[]): string => `⏰ ${titles.length} waiting:\n${listed(titles, (more) => `… and ${more} more`)}`,
    escalate: (names: readonly string[], titles: readonly string[]): string =>
      `📣 ${names.join(', ')}: ${titles.length} waiting for long\n${listed(titles, (more) => `… and ${more} more`)}`,
    expired: (titles) => `⌛ Nobody decided in time about ${titles.length} draft(s): expired, not posted\n${listed(titles, (more) => `… and ${more} more`)}`,
    nameless: (id: string): string => `Approver ${id}`,
  },

  chat: {
    commands: {
      queue: { name: 'queue', does: 'What waits where' },
      plan: { name: 'plan', does: 'The timetable ahead' },
      report: { name: 'report', does: 'The growth report: picture and sheet', takes: '[Page] [span: 2026-W47, 2026-11, 2026-Q4 or 2026-11-01..2026-11-15]' },
      followers: { name: 'followers', does: 'How many followers there are now' },
      draft: { name: 'draft', does: 'Draft this article now', takes: 'ADDRESS' },
      pause: { name: 'pause', does: 'Pause posting (a Page, or all)', takes: '[Page] [2h or 17:30] why' },
      resume: { name: 'resume', does: 'Post again', takes: '[Page]' },
      log: { name: 'log', does: 'What happened to this post (reply to its card)' },
      staff: { name: 'staff', does: 'Who may do what' },
      addStaff: { name: 'addstaff', does: 'Add a person or change the role (reply to a message of theirs)', takes: '[editor | approver | admin]' },
      removeStaff: { name: 'removestaff', does: 'Remove a person (reply to a message of theirs)' },
      help: { name: 'help', does: 'The commands and what you may do' },
    },
    roles: { editor: 'editor', approver: 'approver', admin: 'admin' },
    anonymous:
      'You write anonymously in the name of the group, so nobody can tell who you are. Turn off “remain anonymous” and send it again; the buttons work all the same.',
    notStaff: (id: string): string => `You are not on the newsroom’s staff list. Your Telegram number: ${id}. Send it to an admin.`,
    mayNot: (role: string): string => `This command needs the role ${role}.`,
    draft: {
      how: 'Send the whole address of the article on the portal, such as /draft https://portal.example/news/1',
      ordered: (title) => `✏️ Being drafted: ${title}`,
      known: (title, status) => `It is there already: ${title}${status === '' ? '' : ` (${status})`}`,
      foreign: (hosts) =>
        `That address is on none of the newsroom’s portals, so it cannot be drafted. Portals: ${hosts.join(', ')}. Another one goes into sources of newsroom.yaml (or PORTAL_FEEDS).`,
      unread: (problem) =>
        problem.kind === 'withdrawn'
          ? 'The portal has no such article (taken down, or another address). Open it in a browser and send the address again.'
          : `The article could not be read. ${portalFix(problem)}`,
    },
    pause: {
      how: 'Say why, such as /pause 2h waiting for word',
      all: 'all Pages',
      paused: (page, who, why, until) =>
        `⏸ ${who} paused ${page ?? 'all Pages'}${until === null ? '' : ` until ${until}`}. Why: ${why}\nWhat is approved is kept. To go on: /resume${page === null ? '' : ` ${page}`}`,
      over: 'That end is over already. Write it again.',
      namePage: (pages) => `Name the Page that you look after: ${pages.join(', ')}. For example: /pause ${pages[0] ?? ''} waiting for the editor-in-chief`,
      none: (pages, paused) =>
        `Nothing is paused for ${pages}.${paused.length === 0 ? '' : ` Paused: ${paused.join(', ')}. For example: /resume ${paused[0]}`}`,
      unknownPage: (given, pages) => `No Page is called “${given}”; nothing has changed. The Pages: ${pages.join(', ')}. All of them go on with /resume`,
      resumed: (pages, who) => `▶️ ${who} resumed ${pages}`,
    },
    report: {
      noSpan: (given, page) =>
        `“${given}” is no span. Write for example /report 2026-W47 (week), /report 2026-11 (month), /report 2026-Q4 (quarter), /report 2026-11-01..2026-11-15 (days)${page === null ? '.' : `, or the Page before it: /report ${page} 2026-11.`}`,
      choose: (pages) => `For one Page write its name, for example /report ${pages[0] ?? ''}\nPages: ${pages.join(', ')}`,
    },
    log: {
      how: 'Reply to the card of the post with /log.',
      now: (status) => `Now: ${status}`,
      nothing: 'Nothing was decided yet.',
      version: (version) => `version ${version}`,
      planner: 'the planner chooses',
      returned: {
        'content-changed': 'its content is not what was approved',
        restored: 'the data was restored',
        missed: 'it missed its time',
        pair: 'the other language came',
      },
      earlier: (count) => `… ${count} earlier steps (audit export has them all)`,
    },
    elsewhere: 'This command works in the newsroom’s chat, or alone with the bot.',
    staff: {
      head: '👥 Staff',
      nobody: 'Nobody yet.',
      row: (name, role, id, pages) => `• ${name} – ${role} (${id})${pages === '' ? '' : `, Pages: ${pages}`}`,
      replyToThem: 'Reply to a message of theirs (not an anonymous one) with this command.',
      noRole: (known) => `There is no such role. There are: ${known}.`,
      added: (name, role) => `✅ ${name} is ${role} now.`,
      removed: (name) => `✅ ${name} has no role any more.`,
      fixed: (name) => `${name} is an admin by the settings; only the settings change that (TELEGRAM_STAFF, or staff in newsroom.yaml).`,
      notOne: (name) => `${name} is not on the staff list.`,
    },
    help: {
      you: (role: string, id: string): string => `Your role: ${role} (number ${id})`,
      stranger: (id: string): string =>
        `You are not on the staff list. Your Telegram number: ${id}.\nAn admin adds you by writing it into TELEGRAM_STAFF or the staff of newsroom.yaml.`,
    },
    queue: {
      head: (count: string): string => `🗂 Under way: ${count} posts`,
      status: (status: string, count: string): string => `• ${status}: ${count}`,
      waiting: 'Waiting longest:',
      empty: 'Nothing is waiting.',
    },
    plan: { head: '🗓 Timetable of the next 7 days', empty: 'Nothing is scheduled yet.', more: (count: string): string => `… and ${count} more` },
    followers: (page: string, count: string, at: string): string => `👥 ${page}: ${count} followers (at ${at})`,
    noFollowers: (page: string): string => `👥 ${page}: no reading yet`,
  },

  noStaff:
    '👤 Nobody may approve yet. Everybody sends /help in this group to learn their own Telegram number; whoever installed this writes the admin’s number into TELEGRAM_STAFF (or the staff of newsroom.yaml) and starts again. The admin then adds the others by replying to a message of theirs with /addstaff.',
  thrownOut: (name: string): string => `⚠️ ${name} took the bot out of this group; meanwhile nobody could approve.`,
  takenBack: '✅ The bot is back in the group; everything that waits is still there.',
  sourceDown: (source, problem) => `⚠️ The source ${source} cannot be read\n${portalFix(problem)}\nNothing collected is lost; it is tried again by itself.`,
  sourceBack: (source) => `✅ The source ${source} can be read again.`,
  sourceEmpty: (source, since) =>
    `⚠️ The source ${source} can be opened but has listed nothing since ${since}.\nThe section may have moved. Open the page in a browser, and correct the address in the configuration if need be.`,
  sourceQuiet: (source, since) =>
    `🔇 The source ${source} has had nothing new since ${since}, much longer than usual.\nCompare it with the portal: if articles appear there, the address of the source may have changed; if not, there is nothing to do.`,
  sourceSpeaks: (source) => `✅ The source ${source} has new articles again.`,
  articleWithdrawn: (title, url, onItsWay) =>
    `🗑 The portal took an article down: ${title}\n${url}\n${onItsWay ? 'Its post is on its way and cannot be stopped. Look at the Page, and withdraw the post if need be.' : 'Its post was accepted but not out yet: it is held and does not go out.'}`,
  articleBack: (title) => `✅ The article is on the portal again: ${title}\nIts post was held and now waits for a new decision.`,
  pageStopped: (page, problem) => `⛔ Posting to Page ${page} is stopped.\n${failure(problem)}\nApproved posts are kept and go out when it is mended.`,
  pageResumed: (page) => `✅ Page ${page} takes posts again.`,
  postsLate: (page, count) => `⏰ ${count} approved post(s) for Page ${page} are more than 30 minutes late. It goes on trying; check the server's network.`,
  postsOnTime: (page) => `✅ The late posts of Page ${page} are dealt with.`,
  missedPosts: (page, missed) =>
    [
      `⏱ The timetable of the Page ${page} was made anew:`,
      ...(missed.late === 0 ? [] : [`• ${missed.late} post(s) missed their time and go out later, one gap apart.`]),
      ...(missed.asked === 0 ? [] : [`• ${missed.asked} post(s) missed their time and wait for a decision again.`]),
      ...(missed.expired.length === 0 ? [] : [`• ${missed.expired.length} post(s) came too late and do not go out:`]),
      ...missed.expired.slice(0, 8).map(({ title, why }) => `   – ${title} (${expiryReasons[why]})`),
      ...(missed.expired.length > 8 ? [`   – and ${missed.expired.length - 8} more`] : []),
    ].join('\n'),
  doublePost: (title, links) => `🚨 The Page holds ${links.length} posts that are the same: ${title}\n${links.join('\n')}\nLook, and delete what is too many.`,
  tokenExpires: (page, date, days) => `⏳ The token of Page ${page} expires on ${date} (in ${days} days). Get a new one before.`,
  postUnseen: (title, link) =>
    `🙈 The post is out, but readers do not see it on the Page: ${title}${link === null ? '' : `\n${link}`}\nOpen it in a browser that is not logged in. If it is hidden, see Page Quality; if nobody deleted it, check that the app is not in development mode (command doctor).`,
  postSeen: (title) => `✅ Readers see the post: ${title}`,
  tokenRenewed: (page) => `✅ The token of Page ${page} has been renewed.`,
  betterTimes: {
    head: (page) => `🕒 Better posting times proposed · ${page}`,
    basis: (posts) => `By what people did (reactions, comments, shares) with ${posts} posts of the last half year; where little is known, near to the whole:`,
    change: (from, to, told) =>
      `• ${from} → ${to}: about ${told.toExpected} a post instead of ${told.fromExpected} (${told.toPosts} posts in the new hour, ${told.fromPosts} in the old one)`,
    nothingYet: 'Nothing changes until somebody presses the button below.',
    accept: '✅ Change these times',
    taken: (swaps) => `Posting times changed: ${swapsText(swaps)}`,
    accepted: (who, swaps, left) =>
      `🕒 ${who} changed the posting times: ${swapsText(swaps)}. Where a post has to move, its card says so.${left === 0 ? '' : ' The rest of the proposal is not borne out by the newest figures, and was left.'}`,
    already: (who) => `The times were changed like this already (by ${who}).`,
    outdated: 'The figures or the timetable do not bear this proposal out any more: nothing was changed.',
  },
  reportUnsure: (kind, name) =>
    `❔ It is not certain that the report of ${spanName(kind, name)} has arrived. If you don't see it, run: npm run -s fanpage -- report --${kind} ${name} --send`,
  summaryUnsure: (day) => `❔ It is not certain that the summary of ${day} has arrived; it is not sent again, lest it stands there twice.`,
  storeTrouble: (detail) =>
    `⛔ Data cannot be stored, so posting has stopped.\nFree some disk space, or check the right to write on the server.\nDetail: ${detail}\nNothing that was collected or approved is lost.`,
  storeBack: '✅ Data can be stored again; the desk goes on.',

  week: {
    title: (page) => `Timetable of ${page}`,
    subtitle: (from, to) => `From ${from} to ${to}`,
    caption: (page, count) => `🗓 The next 7 days · ${page}: ${count === 0 ? 'nothing is planned yet' : `${count} post(s)`}`,
    day: (weekday, day) => `${weekday} ${day}`,
    more: (count) => `and ${count} more`,
    nothing: 'nothing yet',
    untitled: '(no text)',
    onTrial: (title) => `(hour on trial) ${title}`,
    paused: (kind) => (kind === 'mourning' ? 'National mourning: nothing is posted' : 'Posting is paused'),
    legend: {
      published: 'published',
      hand: 'posted by hand',
      planned: 'planned',
      foreseen: 'foreseen',
      free: 'free',
      trial: 'hour on trial',
      closed: 'nothing is posted',
    },
    holidays: {
      'new-year': 'New Year',
      tet: 'Lunar New Year',
      'hung-kings': 'Hung Kings’ Day',
      reunification: 'Reunification Day',
      labour: 'Labour Day',
      'national-day': 'National Day',
      'day-off': 'Day off',
    },
  },

  report: {
    title: (page) => `Growth of ${page}`,
    span: spanName,
    subtitle: (kind, name, from, to) => (kind === 'days' ? `${from} to ${to}` : `${capitalized(spanName(kind, name))} · ${from} to ${to}`),
    followers: 'Followers',
    net: { week: 'This week', month: 'This month', quarter: 'This quarter', days: 'In these days' },
    previousNet: { week: 'Week before', month: 'Month before', quarter: 'Quarter before', days: 'As many days before' },
    mean: (of) => `Mean of ${of} before`,
    published: 'Posts published',
    unknown: 'no figures',
    chartNote: (gaps) => (gaps === null ? 'Source: follower counts recorded hourly.' : `Days without figures: ${gaps}.`),
    importedNote: 'Some days by the newsroom’s own notes.',
    toldNote: 'Weeks before the desk worked: by Facebook’s word.',
    caption: {
      head: (kind, name, page) => `📊 Report of ${spanName(kind, name)} · ${page}`,
      span: (from, to) => `${from} to ${to}`,
      followers: (end, net, rate) => `👥 Followers: ${end} (${net}${rate === null ? '' : `; ${rate}`})`,
      previous: (label, net, mean) => `${label}: ${net}${mean === null ? '' : ` · ${mean}`}`,
      flows: (came, went, partial) => `➕ ${came} new · ➖ ${went} left${partial === null ? '' : ` (${partial})`}`,
      flowDays: (known, days) => `Facebook tells ${known} of ${days} days`,
      posts: (published, rejected, expired, failed) => `📰 ${published} published · ${rejected} rejected · ${expired} expired · ${failed} failed`,
      passage: (toCard, toPage) => `⏱ Median: portal → card ${toCard} · card → Page ${toPage}`,
      target: (name, actual, target, share) => `🎯 ${name}: ${actual}/${target} (${share})`,
      exceeded: (by) => `, exceeded by ${by}`,
      forecast: (day, range) => `, expected ${day}${range === null ? '' : ` (${range})`}`,
      range: (earliest, latest) => (latest === null ? `${earliest} at the earliest` : `${earliest} – ${latest}`),
      best: (title, figures) => `🏆 ${title} (${figures})`,
      reactions: (count) => `${count} reactions`,
      late: 'Sent late, since the desk was down.',
      gaps: (days) => `⚠️ No figures on: ${days}`,
      suspects: (count) => `${count} impossible reading${count === 1 ? '' : 's'} left out`,
      andMore: (count) => `and ${count} more`,
    },
    why: {
      times: (factor) => `${factor} times the median post`,
      most: { reactions: 'most reactions', comments: 'most comments', shares: 'most shares', views: 'most views' },
    },
    chart: {
      followers: 'Followers',
      net: 'Change by day',
      weeks: 'Last 12 weeks',
      target: (value) => `Target ${value}`,
      noReading: 'no figures',
      empty: 'No figures in these days yet',
    },
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    sheetCaption: (page) => `📎 The figures of the report above · ${page}`,
    sheets: {
      summary: 'Summary',
      days: 'Days',
      posts: 'Posts',
      decisions: 'Decisions',
      figure: 'Figure',
      value: 'Value',
      note: 'Note',
      from: 'From',
      to: 'To',
      page: 'Page',
      start: 'Followers at the start',
      end: 'Followers at the end',
      net: 'Net growth',
      rate: 'Rate of growth',
      previousNet: 'Net growth before',
      mean: 'Mean net growth before',
      came: 'New followers',
      went: 'Followers lost',
      meanOf: (of) => `of ${of}`,
      published: 'Posts published',
      rejected: 'Posts rejected',
      expired: 'Posts expired',
      failed: 'Posts failed',
      portalToCard: 'Portal to card, median (minutes)',
      cardToPage: 'Card to Page, median (minutes)',
      portalToPage: 'Portal to Page, median (minutes)',
      target: (name) => `Target: ${name}`,
      actual: (name) => `Actual: ${name}`,
      share: (name) => `Share reached: ${name}`,
      exceeded: (name) => `Exceeded (+) or missing (−): ${name}`,
      due: (day) => `due ${day}`,
      forecast: (name) => `Expected: ${name}`,
      gap: 'No figures',
      suspect: 'Impossible reading, left out',
      date: 'Date',
      followers: 'Followers',
      change: 'Change',
      source: 'Source',
      imported: 'newsroom’s notes',
      read: 'recorded',
      title: 'Title',
      kind: 'Kind',
      portalAt: 'On the portal',
      cardAt: 'Before staff',
      publishedAt: 'On the Page',
      link: 'Link',
      reactions: 'Reactions',
      comments: 'Comments',
      shares: 'Shares',
      views: 'Views',
      decision: 'Decision',
      by: 'By',
      at: 'At',
      approved: 'approved',
      bySystem: 'the desk',
    },
    compare: {
      title: 'Pages compared',
      head: (kind, name) => `📊 Pages compared · ${spanName(kind, name)}`,
      row: (rank, page, net, rate, end) => `${rank}. ${page}: ${net} (${rate}) · ${end}`,
      more: (count) => `… and ${count} more (see the picture)`,
      fastest: (page, rate) => `🚀 Fastest: ${page} (${rate})`,
      total: (followers, net) => `Together: ${followers} (${net})`,
      columns: { page: 'Page', followers: 'Followers', net: 'Net', rate: 'Rate', posts: 'Posts' },
    },
  },

  summary: {
    head: (day, from, until) => `🗓 Summary of ${day} (${from} to ${until})`,
    published: (count) => `📰 ${count} published`,
    post: (title, link) => `• ${title} ${link}`,
    morePosts: (count) => `• and ${count} more`,
    waiting: (awaiting, scheduled) => `⏳ ${awaiting} before staff · ${scheduled} scheduled`,
    failed: (failed, unconfirmed) => `⛔ ${failed} failed · ${unconfirmed} not confirmed`,
    followers: (page, count, change) => `👥 ${page}: ${count} (${change} since yesterday)`,
    allPages: (pages, count, change) => `👥 ${pages} Pages: ${count} (${change} since yesterday)`,
    late: 'Sent late, since the desk was down.',
  },
  followersMoved: (page, change, day, habit, posts) =>
    [
      `${change.startsWith('+') ? '📈' : '📉'} Page ${page}: ${change} followers on ${day}, far from its habit (usually ${habit}).`,
      ...(posts.length === 0 ? ['No post went out in the 24 hours before.'] : ['Posts of the 24 hours before:', ...posts.map((post) => `• ${post}`)]),
    ].join('\n'),

  reload: {
    refused: (problems) =>
      `⚠️ The new configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'} and was not taken; the old one stays.\n${problems.slice(0, 5).join('\n')}`,
    afterRestart: 'The new configuration is right, and takes effect after a restart.',
    accepted: (restart) => `✅ The new configuration holds.${restart ? ' Changes of the bot, time zone or store take effect after a restart.' : ''}`,
  },

  file: {
    at: (file, line, column) => `${file}, line ${line}, column ${column}`,
    flaws: {
      syntax: 'this is not YAML. Check indentation, colons and quotes in this line and the one before.',
      tab: 'indented with a tab. Use spaces.',
      alias: 'the * refers to a name that no & has given further up.',
      'too-big': 'the file is larger than 1 MB. Shorten it.',
      'too-much': 'nested too deeply, or unfolding without end. Write it more simply.',
      'more-documents': 'the file has several parts divided by ---. Keep one.',
    },
    duplicateKey: (key) => `the key “${key}” stands here twice. Delete one.`,
    missingKey: (key) => `the key “${key}” is missing.`,
    unknownKey: (key) => `there is no key “${key}”.`,
    unknownKeyUnnamed: 'there is an unknown key here.',
    didYouMean: (near) => `Did you mean “${near}”?`,
    plainSecret: (example) =>
      `a secret must not stand in this file. Put it into .env (for example PAGE_TOKEN_1=…) and write ${example} here. A secret that was seen should be renewed.`,
    noVariable: (name) => `the variable ${name} is not set. Add ${name}=… to .env.`,
    badReference: (example) => `this is no reference to a variable. Write ${example}: capital letters, digits, underscores.`,
    unknownPage: 'no Page under pages has this name or id.',
    twice: 'stands further up already. Each Page, source and person is named once.',
    more: (count) => `and ${count} more.`,
    wrong: (expected) => `must be ${expected}.`,
    expected: {
      approval: 'required, auto or auto-after:30m',
      approvals: '1 or 2',
      chat: 'the number of a chat, such as -1001234567890',
      choice: 'one of the words allowed here (see docs/newsroom.md)',
      contact: 'a mail address or a web address',
      count: 'a whole number within its limits (see docs/newsroom.md)',
      day: 'a day that exists, as 2027-02-11',
      days: 'a day as 2027-02-11, or a span as 2027-02-11..2027-02-14 (at most 60 days)',
      duration: 'a span of time such as 30m, 2h or 7d',
      hashtag: 'a hashtag of letters, digits and underscores',
      host: 'the name of a host, such as www.halam.gov.vn',
      id: 'the name or id of a Page',
      language: 'vi or en',
      list: 'a list: one line each with a dash, or in [ ]',
      map: 'keys of its own, indented below, as name: value',
      'page-id': 'the number of a Page (digits only)',
      percent: 'a percentage above 0 and at most 100',
      'quiet-hours': 'a span of hours such as 22:00-06:00',
      selector: 'a CSS selector such as .news h3 a',
      switch: 'on or off',
      target: 'exactly one of followers, postsPerWeek, share',
      template: 'a template of at most 2,000 characters',
      'template-field': 'a template with known fields only (see docs/newsroom.md)',
      text: 'a short text',
      time: 'a time as 07:00, in quotes if need be',
      times: 'asap, a list of times as [07:00, 11:30], or times by weekday',
      url: 'an address that begins with http:// or https://, without name and password',
      'user-id': 'the number of a Telegram user (digits only)',
      utm: 'plain letters, digits, dots, dashes or underscores',
      zone: 'a time zone such as Asia/Ho_Chi_Minh',
    },
  },

  command: {
    usage: 'Usage: npm run -s fanpage -- COMMAND [options]',
    unknownCommand: (name) => `there is no command “${name}”`,
    seeUsage: 'Run “npm run -s fanpage -- help” for the commands.',
    summaries: {
      init: 'set-up by talking: portal, Page, bot, times',
      start: 'the service: recurring jobs, bot and status page',
      demo: 'the whole line once, in a fresh sandbox',
      sandbox: 'the stand-ins alone (portal, Page, chat)',
      run: 'one job once',
      feed: 'what is read from a feed',
      article: 'what is read from an article page',
      preview: 'how an article would be posted',
      queue: 'what waits where',
      plan: 'the timetable ahead',
      pause: 'holds a Page, or all of them',
      resume: 'lets it post again',
      ledger: 'where every article ended',
      report: 'the report of a week, a month, a quarter or any days',
      import: 'takes in follower counts that the newsroom noted before',
      doctor: 'checks configuration and connections',
      audit: 'audit verify: checks the chain of decisions; audit export: CSV',
      backup: 'all data in one file',
      restore: 'puts the data of a backup back; posts nothing twice',
      store: 'store copy: takes the data to another store (a folder or MongoDB)',
      simulate: 'the deterministic simulation: everything fails, nothing is posted twice or lost',
    },
    configProblems: (count) => `the configuration has ${count} problem${count === 1 ? '' : 's'}`,
    configFix: 'Correct these keys in .env (each is explained in .env.example) and start again.',
    newsroomFix: 'Correct these places in newsroom.yaml (docs/newsroom.md explains each key) and start again.',
    unknownJob: (name) => `there is no job “${name}”`,
    jobBusy: (name) => `The job ${name} is running in another process; try again in a few seconds.`,
    reportBug: 'This was not foreseen. Look at the log above and send it to the developers.',
    fileFix: 'Check the path of the file and the right to use it.',
    noFile: (path) => `There is no file ${path}`,
    isFolder: (path) => `${path} is a folder, not a file`,
    noHttp: (address) => `${address} is not an http(s) address`,
    noHttpFix: 'Give an address that begins with http:// or https://, or the path of a file.',
    brokenAddress: (address) => `${address} is not a valid address`,
    brokenAddressFix: 'Check it for a missing host, blanks and stray characters; on the command line, put it in quotes.',
    articleGoneFix: 'The portal took this article down, or gave it another address. Look for it on the portal.',
    oneSpan: 'give only one of --week, --month, --quarter, or --from and --to',
    noSpan: (name) => `there is no ${name}`,
    spanFix: 'Write --week 2026-W47, --month 2026-11, --quarter 2026-Q4, or --from 2026-11-01 --to 2026-11-15.',
    importOnly: 'only this can be imported: followers',
    importHead: 'the first line must name the columns: date,followers',
    importHeadFix: 'Save the file as CSV (UTF-8) with the columns date and followers, for example: date,followers and then 2026-10-31,11840.',
    imported: (count, page) => `${count} day(s) imported for Page ${page}.`,
    refusedRow: (line, why) => `Line ${line}: ${why}`,
    importRefusals: {
      columns: 'the date or the followers are missing',
      date: 'no such date; write 2026-10-31 or 31/10/2026',
      future: 'this day is not over',
      number: 'followers must be a whole number, not negative',
      twice: 'this day stands above with another number',
      read: 'the desk itself has readings of this day',
      known: 'this day was imported with another number; what was imported is not changed',
    },
    sandboxBanner: (parts, address) =>
      `\n  ┌─────────────────────────────────────────────────────────────┐\n  │  SANDBOX – stand-ins only, nothing leaves this machine      │\n  └─────────────────────────────────────────────────────────────┘\n  Imitated: ${parts}\n  Open this page to watch and to press the buttons: ${address}\n`,
    ready: (address) => `ready – ${address}`,
    stopping: 'Stopping…',
    emptyQueue: 'Nothing is waiting.',
    pause: {
      done: (page, until) =>
        `⏸ Posting is paused on ${page === null ? 'all Pages' : `the Page ${page}`} ${until === null ? 'until it is resumed' : `until ${until}`}. Approved posts are kept.`,
      over: 'It must end after it begins, and after now.',
      overFix: 'For example: --until 2026-12-01, or --until "2026-12-01 18:00", or --until 2h',
      badTime: (option) => `--${option} is no time`,
      resumed: (count) => (count === 0 ? 'Nothing was paused.' : `▶️ Posting goes on (${count} pause(s) ended).`),
    },
    emptyPlan: 'Nothing is scheduled.',
    freeSlot: '(free)',
    forecast: 'foreseen',
    feedFound: ({ form, url, selector }, items, refused) =>
      `Found ${foundForms[form]} at ${url}${selector === null ? '' : `, entries: ${selector}`} · ${items} articles, ${refused} refused`,
    noItems: 'There is nothing in this feed.',
    doctorOk: 'All is ready.',
    doctorBad: 'Something needs mending.',
    fix: (text) => `→ ${text}`,
    error: (message) => `Error: ${message}`,
    noWarnings: 'No warnings.',
    warnings: 'Warnings:',
    reportSent: (chats) => `The report was sent to ${chats} chat(s).`,
    saved: (file) => `Saved ${file}`,
    init: {
      noJson: 'init talks on the terminal and knows no --json',
      welcome: 'Set-up, step by step; Enter takes what stands in square brackets. Press Ctrl-C at any time: what was answered is kept for the next time.',
      goesOn: 'Going on from last time (to begin anew, remove the file .init-draft.json).',
      interrupted: 'Stopped. No file was changed; run init again to go on with the step that was open.',
      yesNo: '(Y/n)',
      noYes: '(y/N)',
      portal: '1/4 · Address of the portal (front page, section or RSS):',
      allowHost: (host) => `${host} lies in a private network. May it be read?`,
      onceMore: 'It may. Please give the address once more.',
      noArticles: 'No articles were found there. Try the address of a section.',
      found: (url, items) => `${items} articles were found at ${url}, newest:`,
      useIt: 'Use this source?',
      facebook: '2/4 · The Facebook Page. How to get a token: README, "Get a Page token". What you type is not shown.',
      appId: 'App id (Enter if you have a long-lived Page token already):',
      appSecret: 'App secret:',
      token: 'Access token (a user’s or the Page’s):',
      tokenRefused: (detail) => `Facebook does not take this token: ${detail}`,
      noAnswer: (detail) => `Facebook could not be reached: ${detail}`,
      exchanged: 'The token was exchanged for a long-lived one.',
      whichPage: 'Number of the Page:',
      pageChosen: (name) => `Posts will go to: ${name}`,
      telegram: '3/4 · The Telegram bot. Write /newbot to @BotFather for a token. What you type is not shown.',
      botToken: 'Bot token:',
      botRefused: (detail) => `This bot cannot be used: ${detail}`,
      writeToBot: (bot) => `Add @${bot} to the staff group and write there: /start@${bot}\nWaiting for the message (five minutes at most)…`,
      nobodyWrote: 'No message has come.',
      chatFound: (title, user) => `A message of ${user} came in “${title}”. Decide about posts there, with ${user} as admin?`,
      times: '4/4 · Posting times of every day, separated by commas',
      timesWrong: 'Write times as 07:00, 11:30.',
      overwrite: (file) => `${file} is there already. Replace it (the old one is kept beside)?`,
      keptOld: (file) => `The old file is kept in ${file}`,
      written: (file) => `Wrote ${file} (only its owner can read it)`,
      doctor: '\nChecking everything:',
    },
    audit: {
      unknownVerb: (verb) => `audit cannot “${verb}”`,
      whole: (entries, head) => `The chain of decisions is whole: ${entries} decisions. Its last seal: ${head}`,
      broken: (at, entries) => `The chain of decisions is broken at number ${at} (of ${entries}): data was changed or deleted by other hands.`,
      cutOff: (count, posts) =>
        `The decisions about ${count} post(s) are missing (${posts}${count > 5 ? '…' : ''}): the end of the chain was deleted. Compare with a backup.`,
      sealGone: 'This seal is not in the chain: its end was deleted, or it was written anew, after the seal was noted down. Compare with a backup.',
    },
    moving: {
      restored: (takenAt) =>
        `The data of ${takenAt} is back. Posts that were approved and not published wait for staff again; what is on the Page already is not posted twice.`,
      kept: (file) => `What was there before is kept in ${file}`,
      restoredNotice: (takenAt) =>
        `ℹ️ The data was restored from a backup of ${takenAt}. Posts that were approved and not published then must be approved again; what is on the Page already is not posted twice.`,
      copied: 'Copied and compared: counts and hashes of both stores agree.',
      unknownStoreVerb: (verb) => `store cannot “${verb}”`,
      placeMissing: (name) => `--${name} is missing`,
      placeFix:
        'Name a folder (such as ./data), a mongodb:// address without a password, or the key of .env that holds it: DATA_DIR, MONGODB_URI (the latter when the address has a password).',
      passwordOnLine: 'an address with a password must not stand on the command line, where others on this machine see it',
      noMongo: 'MONGODB_URI is not set in .env',
    },
    ledger: {
      articles: 'Articles collected',
      published: 'Published',
      rejected: 'Rejected',
      expired: 'Expired',
      failed: 'Failed',
      retracted: 'Withdrawn',
      skipped: 'Skipped (with a reason)',
      open: 'Under way',
      unaccounted: 'Unaccounted for (must be 0)',
      revisions: (count) => `Changed by their portal since they were collected (${count}), newest first:`,
      withdrawn: (count) => `Taken down by their portal (${count}), newest first:`,
      backAt: (at) => `there again since ${at}`,
      fields: { title: 'title', lead: 'lead', body: 'body', pictures: 'pictures' },
      collectedFrom: (source) => `collected from ${source}`,
      skippedFor: (reason, copyOf) => ` · skipped: ${skipReasons[reason]}${copyOf === null ? '' : ` ${copyOf}`}`,
      edited: 'changed by the portal',
      takenDown: 'taken down by the portal',
      back: 'on the portal again',
      postIs: (page, status) => `Page ${page}: ${status}`,
      nextLook: 'looked at again',
      noArticle: (wanted) => `there is no article with the id or address ${wanted}`,
      noArticleFix: "Give the article's id, or its address as on the portal.",
    },
    simulate: {
      progress: (ended, seeds) => `${ended} of ${seeds} seeds`,
      broken: (seed, rule) => `${seed === 0 ? 'a scenario of the field' : `seed ${seed}`} broke a rule: ${rule}`,
      notNumber: (name, most) => `--${name} is not a whole number from 1 to ${most}`,
      end: (seeds, days, scenarios, events, violations) =>
        `${seeds} seeds of ${days} days and ${scenarios} scenarios of the field, ${events} calls: ${violations === 0 ? 'no rule was broken' : `${violations} broke a rule`}.`,
    },
    demo: {
      start: (address) => `A week of the newsroom in a sandbox: ${address}`,
      day: (day, done) => `${day}: ${done}`,
      did: (collected, approved, rejected, published, followers) =>
        `${collected} collected · ${approved} approved · ${rejected} rejected · ${published} published · ${followers} followers`,
      end: (published, duplicates, chart) =>
        `Done: ${published} posts published, ${duplicates === 0 ? 'none' : duplicates} of them twice. Chart of the report: ${chart}`,
    },
  },

  doctor: {
    config: 'Configuration',
    store: 'Store',
    portal: 'Portal',
    facebook: 'Facebook Page',
    facebookToken: 'Page token',
    facebookPermissions: 'Permissions',
    facebookMode: 'App mode',
    telegram: 'Telegram bot',
    chat: 'Chat',
    staff: 'Staff',
    clock: 'Clock',
    sandboxed: (parts) => `imitated: ${parts}`,
    newsroomFile: (file, sources, pages) => `${file}: ${sources} source${sources === 1 ? '' : 's'}, ${pages} Page${pages === 1 ? '' : 's'}`,
    overruled: (keys) => `newsroom.yaml holds; these keys of .env have no effect: ${keys}`,
    real: 'real systems',
    storeMongo: 'Check that MongoDB runs, the address in MONGODB_URI, and the network between.',
    storeEmbedded: 'Check the free space and the right to write in DATA_DIR.',
    feedItems: (count) => `${count} items`,
    portalFix: (problem) => portalFix(problem),
    portalProblem: (kind) => portalProblems[kind],
    tokenNever: 'never expires',
    tokenUntil: (date) => `expires ${date}`,
    tokenBad: 'The token is not valid.',
    missingScopes: (scopes) => `missing ${scopes}`,
    scopesFix: 'Grant these permissions to the app and get a new token.',
    modeDetail: 'cannot be checked by a program',
    modeFix:
      'Open developers.facebook.com, choose the app and look at “App Mode” at the top: it must be Live. Posts of an app in development mode are seen by nobody outside. To be sure, open one of the Page\u2019s posts in a browser that is not logged in.',
    modeCommand: 'When you have looked, note it down: npm run -s fanpage -- doctor --confirm-live "Name of who looked"',
    modeNoName: '--confirm-live needs the name of who looked (2 to 80 characters)',
    modeConfirmed: (by, at) => `${by} confirmed at ${at} that the app is Live`,
    modeChanged: (by, at) => `app or Page have changed since ${by} confirmed it (${at}); please look again`,
    dataAccessUntil: (date) => `data access expires ${date}`,
    noAnswer: 'no answer',
    networkFix: 'Check the network and the address in the configuration.',
    chatFix: 'Add the bot to the chat, let it send messages, and check TELEGRAM_CHAT_ID.',
    botFix: 'Get the bot token from BotFather again and put it into TELEGRAM_BOT_TOKEN.',
    noStaff: 'nobody may approve',
    staffFix: 'Put the numeric Telegram ids of the approvers into TELEGRAM_STAFF.',
    staffCount: (count) => `${count} people`,
    clockDetail: (time, zone) => `${time} (${zone})`,
  },
};
