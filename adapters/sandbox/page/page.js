// The sandbox page: reads /sandbox/state, draws it, and hears of changes by server-sent events. Text goes in as text, never as HTML.

// biome-ignore format: one line a group of words
const words = {
  vi: {
    skip: 'Đến cuộc trò chuyện', banner: 'không có gì được gửi ra ngoài', tabPage: 'Fanpage', tabChat: 'Ban biên tập', tabGrowth: 'Tăng trưởng',
    followers: 'người theo dõi', posts: 'bài viết', noPosts: 'Chưa có bài viết nào. Khi tin được duyệt và đến giờ đăng, bài sẽ hiện ở đây.',
    noMessages: 'Chưa có tin nhắn. Bot sẽ gửi thẻ duyệt vào đây.', actAs: 'Bạn là', cancel: 'Bỏ', writeLabel: 'Viết tin nhắn', placeholder: 'Viết tin nhắn…', send: 'Gửi',
    growthTitle: 'Người theo dõi', week: '7 ngày', day: '24 giờ', views: 'Lượt xem bài', planTitle: 'Lịch đăng tuần này', portalTitle: 'Cổng thông tin mẫu', openPortal: 'Mở cổng', publish: 'Đăng bài mới lên cổng',
    faultsTitle: 'Sự cố thử', faultsText: 'Những lời gọi tiếp theo của bot sẽ gặp sự cố này.', system: 'Hệ thống', fault: 'Sự cố', times: 'Số lần', switchOn: 'Bật', switchOff: 'Tắt hết', ok: 'Đã hiểu',
    connecting: 'Đang kết nối…', live: 'Trực tiếp', lost: 'Mất kết nối với sandbox, đang thử lại…', more: 'Xem thêm', justNow: 'Vừa xong', minutes: 'phút', hours: 'giờ', edited: 'đã sửa',
    noReactions: 'Chưa có tương tác',
    comments: 'bình luận', shares: 'lượt chia sẻ', members: 'thành viên', privateChat: 'trò chuyện riêng với bot', mayNot: 'không có quyền', mayEdit: 'biên tập', published: 'Đã đăng lên cổng', newPost: 'Bài mới trên fanpage', newMessage: 'Tin nhắn mới', failed: 'Không thực hiện được', replyTo: 'Trả lời', video: 'Video', chart: 'Biểu đồ người theo dõi 7 ngày', link: 'mở trang mới', unanswered: 'Bot chưa trả lời. Bot có đang chạy không?',
  },
  en: {
    skip: 'Skip to the chat', banner: 'nothing leaves this machine', tabPage: 'Fanpage', tabChat: 'Newsroom', tabGrowth: 'Growth',
    followers: 'followers', posts: 'posts', noPosts: 'No posts yet. Once a story is approved and its time has come, it appears here.',
    noMessages: 'No messages yet. The bot sends its approval cards here.', actAs: 'You are', cancel: 'Cancel', writeLabel: 'Write a message', placeholder: 'Write a message…', send: 'Send',
    growthTitle: 'Followers', week: '7 days', day: '24 hours', views: 'Post views', planTitle: 'The week’s timetable', portalTitle: 'Sample portal', openPortal: 'Open portal', publish: 'Publish a new article',
    faultsTitle: 'Faults to try', faultsText: 'The next calls of the bot meet this fault.', system: 'System', fault: 'Fault', times: 'Times', switchOn: 'Switch on', switchOff: 'All off', ok: 'OK',
    connecting: 'Connecting…', live: 'Live', lost: 'Connection to the sandbox lost, trying again…', more: 'See more', justNow: 'Just now', minutes: 'min', hours: 'h', edited: 'edited',
    noReactions: 'No reactions yet',
    comments: 'comments', shares: 'shares', members: 'members', privateChat: 'private chat with the bot', mayNot: 'may not', mayEdit: 'edits', published: 'Published on the portal', newPost: 'New post on the page', newMessage: 'New message', failed: 'That did not work', replyTo: 'Reply', video: 'Video', chart: 'Followers over 7 days', link: 'opens a new page', unanswered: 'The bot has not answered. Is it running?',
  },
};
const faultNames = [
  'lost-before',
  'lost-after',
  'error-500-1',
  'error-500-2',
  '502-html',
  '200-empty',
  '200-html',
  'hang',
  'reset',
  'graph-506',
  'graph-190',
  'graph-368',
  'graph-32',
  'graph-10',
  'graph-324',
  '429',
  '403-kicked',
];
const colours = { 1001: '#c2577a', 1002: '#3f7fbf', 1003: '#4d8a57', 1999: '#8a7a52' };

let language = storage('language') === 'en' ? 'en' : 'vi';
let state = null;
let person = Number(storage('person') ?? 1001);
let replyTo = null;
const seen = { posts: 0, messages: 0 };
const known = { posts: null, messages: null, articles: null };

const $ = (id) => document.getElementById(id);
const say = (key) => words[language][key] ?? key;

function storage(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch {
    // Without storage the page works all the same.
  }
  return null;
}

/** An element with attributes, listeners and children; texts are texts. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const icon = (id, className) => s('svg', { viewBox: '0 0 64 64', class: className ?? '', 'aria-hidden': 'true' }, s('use', { href: `#${id}` }));
const number = (value) => new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB').format(value);
const signed = (value) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value))}`;

function clock(at) {
  return new Intl.DateTimeFormat('vi-VN', { timeZone: state.zone, hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(at));
}

function day(at) {
  return new Intl.DateTimeFormat('vi-VN', { timeZone: state.zone, day: '2-digit', month: '2-digit' }).format(new Date(at)).replace('-', '/');
}

function ago(at) {
  const minutes = Math.floor((Date.parse(state.now) - Date.parse(at)) / 60_000);
  if (minutes < 1) return say('justNow');
  if (minutes < 60) return `${minutes} ${say('minutes')}`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} ${say('hours')}`;
  return `${day(at)} · ${clock(at)}`;
}

/** Redraws a list by key: what has not changed stays as it is, so that focus and scrolling survive. */
function keyed(list, items, keyOf, draw, memory) {
  const first = memory.get('') === undefined;
  memory.set('', null);
  const wanted = new Set();
  let before = null;
  for (const item of items) {
    const key = keyOf(item);
    const signature = JSON.stringify([item, language]);
    wanted.add(key);
    const old = memory.get(key);
    let element = old?.element;
    if (old?.signature !== signature) {
      element = draw(item);
      if (old) {
        const focused = old.element.contains(document.activeElement) ? document.activeElement.getAttribute('data-key') : null;
        old.element.replaceWith(element);
        if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
      } else if (!first) element.classList.add('fresh');
      memory.set(key, { element, signature });
    }
    const next = before === null ? list.firstChild : before.nextSibling;
    if (next !== element) list.insertBefore(element, next);
    before = element;
  }
  for (const [key, old] of memory) {
    if (key === '' || wanted.has(key)) continue;
    old.element.remove();
    memory.delete(key);
  }
}
const drawn = { posts: new Map(), messages: new Map(), articles: new Map() };

// ---------------------------------------------------------------- text with links

const linkPattern = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])|(#[\p{L}\p{N}_]+)/gu;

function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(linkPattern)) {
    parts.push(text.slice(from, match.index));
    parts.push(match[1] ? h('a', { href: match[1], target: '_blank', rel: 'noopener' }, match[1]) : h('span', { style: 'color:var(--blue)' }, match[2]));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

const tags = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'code', blockquote: 'blockquote' };

/** Telegram's entities as elements; offsets are UTF-16 units, as JavaScript counts. */
function marked(text, entities) {
  const cuts = [...new Set([0, text.length, ...entities.flatMap((each) => [each.offset, each.offset + each.length])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).flatMap((from, index) => {
    const to = cuts[index + 1];
    const active = entities.filter((each) => each.offset <= from && each.offset + each.length >= to);
    let parts = linked(text.slice(from, to));
    for (const entity of active) {
      if (entity.type === 'text_link' && /^https?:/.test(entity.url ?? ''))
        parts = [h('a', { href: entity.url, target: '_blank', rel: 'noopener' }, text.slice(from, to))];
      else if (tags[entity.type]) parts = [h(tags[entity.type], {}, parts)];
    }
    return parts;
  });
}

// ---------------------------------------------------------------- fanpage

// Facebook folds what is longer than this, or has more lines; on a telephone the lines are narrower, so fewer letters stand there.
const fold = { letters: 477, narrow: 300, lines: 9 };

/** Where the fold falls: behind a whole word within `letters`, or behind the last line that is shown; null when all is shown. */
function foldPlace(message) {
  const letters = matchMedia('(max-width: 600px)').matches ? fold.narrow : fold.letters;
  const lines = message.split('\n');
  const byLines = lines.length > fold.lines ? lines.slice(0, fold.lines).join('\n').length : message.length;
  if (message.length <= letters && byLines === message.length) return null;
  const most = Math.min(letters, byLines);
  if (most === byLines) return most;
  const blank = message.slice(0, most + 1).search(/\s\S*$/);
  return blank > 0 ? blank : most;
}

function postWords(message) {
  if (!message) return [];
  const place = foldPlace(message);
  const text = h('div', { class: 'words' });
  const whole = () => text.replaceChildren(...linked(message));
  if (place === null) {
    whole();
    return [text];
  }
  const more = h('button', { type: 'button', class: 'unfold', 'data-key': 'unfold' }, say('more'));
  more.addEventListener('click', whole);
  text.replaceChildren(...linked(`${message.slice(0, place).trimEnd()}… `), more);
  return [text];
}

const mostShown = 5;

/** One at its own height, two side by side, three and four with a large first one, five and more in two rows; the last one says how many follow. */
function photoGrid(photos) {
  if (photos.length === 0) return null;
  const shown = photos.slice(0, mostShown);
  const grid = h(
    'div',
    { class: `photos n${shown.length}` },
    shown.map((photo, index) =>
      h(
        'a',
        { href: photo.src, target: '_blank', rel: 'noopener', id: `photo-${photo.id}` },
        h('img', { src: photo.src, alt: photo.alt ?? '', title: photo.alt ?? '' }),
        index === mostShown - 1 && photos.length > mostShown ? h('span', { class: 'rest' }, `+${photos.length - mostShown}`) : null,
      ),
    ),
  );
  // The first picture decides: lying ones stand in rows, upright ones in columns.
  const [first] = grid.querySelectorAll('img');
  const turn = () => grid.classList.toggle('upright', first.naturalHeight > first.naturalWidth);
  first.addEventListener('load', turn);
  if (first.complete) turn();
  return grid;
}

function linkCard(post) {
  if (!post.preview) return null;
  const { title, description, image, site } = post.preview;
  const picture = image ? h('img', { src: image, alt: '' }) : null;
  const card = h(
    'a',
    { class: picture ? 'preview' : 'preview bare', href: post.link, target: '_blank', rel: 'noopener' },
    picture,
    h('span', { class: 'told' }, h('span', { class: 'site' }, site), h('strong', {}, title), description ? h('span', { class: 'lead' }, description) : null),
  );
  // A picture below 600 by 315 stands beside the words as a stamp; below 200 there is none.
  picture?.addEventListener('load', () => {
    const { naturalWidth: wide, naturalHeight: tall } = picture;
    card.classList.toggle('small', wide < 600 || tall < 315);
    if (wide < 200 || tall < 200) picture.remove();
  });
  return card;
}

function film(post) {
  if (!post.video) return null;
  const video = h('video', { src: post.video, preload: 'none', poster: post.poster ?? '' });
  const play = h('button', { type: 'button', class: 'play', 'aria-label': say('video'), 'data-key': 'play' }, '▶');
  play.addEventListener('click', () => {
    play.remove();
    video.controls = true;
    video.play().catch(() => {});
  });
  return h('div', { class: post.reel ? 'film reel' : 'film' }, video, play);
}

function drawPost(post) {
  const footer = h('footer', { 'data-counters': post.id });
  return h(
    'article',
    { class: 'post', id: `post-${post.id}`, 'aria-label': (post.message ?? post.preview?.title ?? '').slice(0, 80) },
    h(
      'header',
      {},
      icon('crest', 'avatar'),
      h(
        'div',
        {},
        h('strong', {}, state.page.name),
        h(
          'p',
          { class: 'muted' },
          h('a', { href: `#post-${post.id}` }, h('time', { datetime: post.at, 'data-ago': post.at }, ago(post.at))),
          post.editedAt ? ` · ${say('edited')} ` : ' ',
          icon('globe', 'globe'),
        ),
      ),
    ),
    postWords(post.message),
    photoGrid(post.photos),
    film(post),
    linkCard(post),
    footer,
  );
}

function drawCounters() {
  for (const post of state.posts) {
    const footer = document.querySelector(`[data-counters="${CSS.escape(post.id)}"]`);
    const text = JSON.stringify([post.reactions, post.comments, post.shares, language]);
    if (!footer || footer.dataset.shows === text) continue;
    footer.dataset.shows = text;
    const parts = [];
    if (post.reactions > 0) parts.push(h('span', { class: 'faces', 'aria-hidden': 'true' }, icon('like'), icon('love')), h('span', {}, number(post.reactions)));
    parts.push(h('span', { class: 'grow' }));
    if (post.comments > 0) parts.push(h('span', {}, `${number(post.comments)} ${say('comments')}`));
    if (post.shares > 0) parts.push(h('span', { class: 'part' }, `${number(post.shares)} ${say('shares')}`));
    if (parts.length === 1) parts.push(h('span', {}, say('noReactions')));
    footer.replaceChildren(...parts);
  }
}

function drawPage() {
  $('page-name').textContent = state.page.name;
  $('page-about').textContent = state.page.about;
  $('page-followers').textContent = number(state.page.followers);
  $('page-posts').textContent = number(state.postCount);
  const stable = state.posts.map(({ reactions, comments, shares, views, ...post }) => post);
  keyed($('posts'), stable, (post) => post.id, drawPost, drawn.posts);
  drawCounters();
  $('no-posts').hidden = state.posts.length > 0;
}

// ---------------------------------------------------------------- chat

const waiting = new Map();

async function press(message, data, button) {
  button.classList.add('waiting');
  button.setAttribute('aria-busy', 'true');
  const answer = await post('/sandbox/press', { user: person, message, data });
  const done = () => {
    button.classList.remove('waiting');
    button.removeAttribute('aria-busy');
  };
  if (!answer?.query) {
    done();
    toast(say('failed'));
    return;
  }
  const timer = setTimeout(() => {
    waiting.delete(answer.query);
    done();
    toast(say('unanswered'));
  }, 15_000);
  waiting.set(answer.query, () => {
    clearTimeout(timer);
    done();
  });
  const early = answeredEarly.get(answer.query);
  if (early) popup(early);
}
const answeredEarly = new Map();

function key(message, button) {
  if (button.data === null) return h('a', { class: 'key', href: button.url, target: '_blank', rel: 'noopener', 'data-key': button.url }, button.text);
  const element = h('button', { type: 'button', class: 'key', 'data-key': button.data }, button.text);
  element.addEventListener('click', () => press(message.id, button.data, element));
  return element;
}

function face(from) {
  if (from.bot) return icon('robot');
  return h('span', { class: 'letter', style: `background:${colours[from.id] ?? '#777'}`, 'aria-hidden': 'true' }, from.name.slice(0, 1));
}

function drawMessage(group) {
  const [message] = group.messages;
  const quoted = state.chat.messages.find((each) => each.id === message.replyTo);
  const text = group.messages.find((each) => each.text !== '') ?? message;
  const pictures = group.messages.filter((each) => each.picture);
  const media =
    pictures.length > 1
      ? h(
          'div',
          { class: 'album' },
          pictures.map((each) => h('a', { href: each.picture, target: '_blank', rel: 'noopener' }, h('img', { src: each.picture, alt: '' }))),
        )
      : pictures.length === 1
        ? h('a', { class: 'picture', href: message.picture, target: '_blank', rel: 'noopener' }, h('img', { src: message.picture, alt: '' }))
        : null;
  const bubble = h(
    'div',
    { class: 'bubble' },
    h('strong', { class: 'who', style: message.from.bot ? '' : `color:${colours[message.from.id] ?? '#555'}` }, message.from.name),
    quoted ? h('p', { class: 'quote' }, `${quoted.from.name}: ${quoted.text.slice(0, 80)}`) : null,
    media,
    message.document ? h('a', { class: 'document', href: message.document.src, download: message.document.name }, message.document.name) : null,
    text.text ? h('div', { class: 'text' }, marked(text.text, text.entities)) : null,
    h('button', { type: 'button', class: 'answer', 'data-key': 'answer', onclick: () => answerTo(message) }, say('replyTo')),
    h('span', { class: 'time' }, message.editedAt ? `${say('edited')} ` : '', h('time', { datetime: message.at }, clock(message.at))),
  );
  bubble.addEventListener('dblclick', () => answerTo(message));
  const keyboard =
    message.keyboard.length === 0
      ? null
      : h(
          'div',
          { class: 'keyboard' },
          message.keyboard.map((row) =>
            h(
              'div',
              { class: 'keys' },
              row.map((button) => key(message, button)),
            ),
          ),
        );
  return h('div', { class: message.from.bot ? 'message' : 'message person', id: `message-${message.id}` }, face(message.from), h('div', {}, bubble, keyboard));
}

function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.album && last?.album === message.album) last.messages.push(message);
    else groups.push({ id: message.id, album: message.album, messages: [message] });
  }
  return groups;
}

function answerTo(message) {
  replyTo = message?.id ?? null;
  $('reply').hidden = replyTo === null;
  $('reply-text').textContent = message ? `${say('replyTo')} ${message.from.name}: ${message.text.slice(0, 60)}` : '';
  if (message) $('words').focus();
}

function chosen() {
  const [file] = $('picture').files;
  $('picture').parentElement.classList.toggle('chosen', Boolean(file));
  $('picture').parentElement.title = file?.name ?? '';
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** As Telegram does: who is asked for a reply finds the question chosen already. */
function noticePrompts() {
  const name = state.chat.people.find((each) => each.id === person)?.name ?? '';
  const asked = state.chat.messages.findLast((message) => message.prompt && message.text.includes(` ${name}:`));
  const first = seen.prompt === undefined;
  if (first) seen.prompt = asked?.id ?? 0;
  if (!asked || asked.id <= seen.prompt) return;
  seen.prompt = asked.id;
  const answered = state.chat.messages.some((message) => message.replyTo === asked.id);
  if (!answered) answerTo(asked);
}

function drawPeople() {
  const signature = JSON.stringify([state.chat.people, language]);
  if ($('people').dataset.shows === signature) return;
  $('people').dataset.shows = signature;
  for (const old of $('people').querySelectorAll('label')) old.remove();
  for (const each of state.chat.people) {
    const input = h('input', { type: 'radio', name: 'person', value: each.id, checked: each.id === person });
    input.addEventListener('change', () => {
      person = each.id;
      storage('person', String(person));
    });
    $('people').append(
      h(
        'label',
        {},
        input,
        h(
          'span',
          {},
          h('i', { class: 'letter', style: `background:${colours[each.id]}`, 'aria-hidden': 'true' }, each.name.slice(0, 1)),
          each.name,
          each.mayDecide ? null : h('small', {}, say(each.mayEdit ? 'mayEdit' : 'mayNot')),
        ),
      ),
    );
  }
}

function drawChat() {
  const wall = $('wall');
  const atEnd = wall.scrollHeight - wall.scrollTop - wall.clientHeight < 120;
  $('chat-title').textContent = state.chat.kind === 'private' ? `${state.chat.bot} → ${state.chat.title}` : state.chat.title;
  $('chat-members').textContent =
    state.chat.kind === 'private' ? say('privateChat') : `${state.chat.people.length + 1} ${say('members')} · bot: ${state.chat.bot}`;
  keyed($('messages'), grouped(state.chat.messages), (group) => String(group.id), drawMessage, drawn.messages);
  $('no-messages').hidden = state.chat.messages.length > 0;
  drawPeople();
  noticePrompts();
  if (atEnd) stayAtEnd();
}

function stayAtEnd() {
  const wall = $('wall');
  wall.scrollTop = wall.scrollHeight;
  // Pictures grow when they arrive.
  for (const image of wall.querySelectorAll('img:not([data-heard])')) {
    image.setAttribute('data-heard', '');
    image.addEventListener('load', () => {
      if (wall.scrollHeight - wall.scrollTop - wall.clientHeight < 700) wall.scrollTop = wall.scrollHeight;
    });
  }
}

// ---------------------------------------------------------------- growth

function drawGrowth() {
  const points = state.growth.map((point) => ({ at: Date.parse(point.at), followers: point.followers }));
  const now = points.at(-1);
  const before = (ms) => points.findLast((point) => point.at <= now.at - ms) ?? points[0];
  net($('net-week'), now.followers - points[0].followers);
  net($('net-day'), now.followers - before(24 * 3_600_000).followers);
  $('followers-now').textContent = number(now.followers);
  $('views').textContent = number(state.posts.reduce((sum, each) => sum + each.views, 0));
  $('chart').replaceChildren(chart(points));
}

function net(element, value) {
  element.textContent = signed(value);
  element.className = value > 0 ? 'up' : value < 0 ? 'down' : '';
}

/** Few round values that hold the series with some room. */
function scaleOf(least, most) {
  const step = [5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000].find((each) => (most - least) / each <= 4) ?? 10_000;
  const from = Math.floor(least / step) * step;
  const to = Math.max(from + step, Math.ceil((most + 1) / step) * step);
  return { from, to, ticks: Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step) };
}

function chart(points) {
  const wide = 420;
  const tall = 220;
  const left = 46;
  const right = 12;
  const top = 24;
  const bottom = 26;
  const values = points.map((point) => point.followers);
  const { from, to, ticks } = scaleOf(Math.min(...values), Math.max(...values));
  const first = points[0].at;
  const last = points.at(-1).at;
  const x = (at) => left + ((at - first) / (last - first || 1)) * (wide - left - right);
  const y = (value) => tall - bottom - ((value - from) / (to - from)) * (tall - top - bottom);
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.at).toFixed(1)} ${y(point.followers).toFixed(1)}`).join('');
  const svg = s('svg', { viewBox: `0 0 ${wide} ${tall}`, role: 'img', 'aria-label': `${say('chart')}: ${number(values[0])} → ${number(values.at(-1))}` });
  const fade = s(
    'linearGradient',
    { id: 'fade', x1: 0, y1: 0, x2: 0, y2: 1 },
    s('stop', { offset: 0, 'stop-color': '#2b8a8f', 'stop-opacity': 0.28 }),
    s('stop', { offset: 1, 'stop-color': '#2b8a8f', 'stop-opacity': 0 }),
  );
  svg.append(s('defs', {}, fade));
  for (const tick of ticks) {
    svg.append(
      s('path', { d: `M${left} ${y(tick).toFixed(1)}H${wide - right}`, stroke: '#e4e8ec', fill: 'none' }),
      s('text', { x: left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, number(tick)),
    );
  }
  const dayMs = 24 * 3_600_000;
  // Midnight in Vietnam, seven hours east of UTC.
  for (let at = Math.ceil((first + 7 * 3_600_000) / dayMs) * dayMs - 7 * 3_600_000; at <= last; at += dayMs) {
    svg.append(
      s('path', { d: `M${x(at).toFixed(1)} ${top}V${tall - bottom}`, stroke: '#f0f2f5', fill: 'none' }),
      s('text', { x: x(at), y: tall - 8, 'text-anchor': 'middle' }, day(new Date(at).toISOString())),
    );
  }
  svg.append(s('path', { d: `${path}L${x(last).toFixed(1)} ${tall - bottom}L${x(first).toFixed(1)} ${tall - bottom}Z`, fill: 'url(#fade)' }));
  svg.append(s('path', { d: path, fill: 'none', stroke: '#155e63', 'stroke-width': 2.4, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' }));
  svg.append(s('circle', { cx: x(last), cy: y(values.at(-1)), r: 4.5, fill: '#155e63', stroke: '#fff', 'stroke-width': 2 }));
  svg.append(s('text', { x: x(last) - 8, y: y(values.at(-1)) - 10, 'text-anchor': 'end', class: 'now' }, number(values.at(-1))));
  return svg;
}

// ---------------------------------------------------------------- portal and faults

function drawArticle(article) {
  return h(
    'li',
    {},
    h('a', { href: article.url, target: '_blank', rel: 'noopener' }, article.title),
    h('span', { class: 'muted' }, `${article.section} · ${day(article.at)} ${clock(article.at)}`),
  );
}

function drawSide() {
  keyed($('articles'), state.articles.slice(0, 8), (article) => article.url, drawArticle, drawn.articles);
  const count = state.faults.reduce((sum, each) => sum + each.times, 0);
  $('count-faults').hidden = count === 0;
  $('count-faults').textContent = String(count);
  $('fault-list').replaceChildren(...state.faults.map((each) => h('li', {}, `${each.system} · ${each.fault} × ${each.times}`)));
}

// ---------------------------------------------------------------- timetable

const planEvery = 5000;
let planAsked = false;

/** The desk draws its week; without a desk there is none. However much happens, it is asked for once in a while. */
function drawPlan() {
  if (planAsked) return;
  planAsked = true;
  const ask = () => {
    planAsked = false;
    const next = new Image();
    next.onload = () => {
      $('plan-picture').src = next.src;
      $('plan').hidden = false;
    };
    next.onerror = () => {
      $('plan').hidden = true;
    };
    next.src = `/plan.png?at=${Date.now()}`;
  };
  setTimeout(ask, $('plan').hidden ? 300 : planEvery);
}

// ---------------------------------------------------------------- popups

function toast(text, who) {
  const element = h('div', { class: 'toast' }, who ? h('b', {}, `${who}: `) : '', text);
  $('toasts').append(element);
  setTimeout(() => element.remove(), 4500);
}

function popup(event) {
  const done = waiting.get(event.query);
  if (!done) {
    answeredEarly.set(event.query, event);
    if (answeredEarly.size > 50) answeredEarly.delete(answeredEarly.keys().next().value);
    return;
  }
  waiting.delete(event.query);
  answeredEarly.delete(event.query);
  done();
  if (event.text === '') return;
  const who = state.chat.people.find((each) => each.id === event.user)?.name;
  if (!event.alert) return toast(event.text, who);
  $('alert-text').textContent = event.text;
  if (!$('alert').open) $('alert').showModal();
}

// ---------------------------------------------------------------- the whole

function drawWords() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-words]')) element.textContent = say(element.dataset.words);
  $('language').textContent = language === 'vi' ? 'English' : 'Tiếng Việt';
  $('language').lang = language === 'vi' ? 'en' : 'vi';
  $('words').placeholder = say('placeholder');
  $('send').setAttribute('aria-label', say('send'));
}

function announce() {
  const posts = new Set(state.posts.map((each) => each.id));
  const messages = new Set(state.chat.messages.map((each) => each.id));
  const newPost = known.posts && state.posts.find((each) => !known.posts.has(each.id));
  const newMessage = known.messages && state.chat.messages.findLast((each) => !known.messages.has(each.id));
  if (newPost) $('spoken').textContent = `${say('newPost')}: ${(newPost.message ?? '').slice(0, 90)}`;
  else if (newMessage) $('spoken').textContent = `${say('newMessage')}, ${newMessage.from.name}: ${newMessage.text.slice(0, 90)}`;
  if (known.posts) {
    seen.posts += [...posts].filter((id) => !known.posts.has(id)).length;
    seen.messages += [...messages].filter((id) => !known.messages.has(id)).length;
  }
  known.posts = posts;
  known.messages = messages;
  drawCounts();
}

function drawCounts() {
  const tab = document.body.dataset.tab;
  if (tab === 'page') seen.posts = 0;
  if (tab === 'chat') seen.messages = 0;
  for (const [id, count] of [
    ['count-page', seen.posts],
    ['count-chat', seen.messages],
  ]) {
    $(id).hidden = count === 0;
    $(id).textContent = String(count);
  }
}

function draw() {
  if (!state) return;
  drawPage();
  drawChat();
  drawGrowth();
  drawSide();
  drawPlan();
  for (const element of document.querySelectorAll('[data-ago]')) element.textContent = ago(element.dataset.ago);
  announce();
  lead();
}

let reading = false;
let again = false;

/** Reads the state; changes that come meanwhile are read together afterwards. */
async function read() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    const response = await fetch('/sandbox/state');
    if (response.ok) state = await response.json();
    draw();
  } catch {
    connection(false, say('lost'));
  }
  reading = false;
  if (again) {
    again = false;
    read();
  }
}

async function post(path, body) {
  try {
    const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function connection(on, text) {
  $('connection').classList.toggle('on', on);
  $('connection-text').textContent = text;
}

function listen() {
  const events = new EventSource('/sandbox/events');
  events.addEventListener('open', () => {
    connection(true, say('live'));
    read();
  });
  events.addEventListener('error', () => connection(false, say('lost')));
  events.addEventListener('message', (message) => {
    const event = JSON.parse(message.data);
    if (event.kind === 'popup') popup(event);
    else read();
  });
}

function show(tab) {
  document.body.dataset.tab = tab;
  for (const button of document.querySelectorAll('[data-show]')) button.setAttribute('aria-current', String(button.dataset.show === tab));
  drawCounts();
  if (tab === 'chat') stayAtEnd();
}

let sought = null;

/** An address such as `/#post-1_2` leads to that post, also when the post is drawn only later. */
function follow() {
  const id = decodeURIComponent(location.hash.slice(1));
  sought = /^(post|photo)-/.test(id) ? id : null;
  if (sought) show('page');
  lead();
}

function lead() {
  const target = sought && document.getElementById(sought)?.closest('.post');
  if (!target) return;
  sought = null;
  for (const old of document.querySelectorAll('.post.meant')) old.classList.remove('meant');
  target.classList.add('meant');
  target.scrollIntoView({ block: 'start' });
}

for (const name of faultNames) $('fault-name').append(h('option', { value: name }, name));
for (const button of document.querySelectorAll('[data-show]')) button.addEventListener('click', () => show(button.dataset.show));
$('language').addEventListener('click', () => {
  language = language === 'vi' ? 'en' : 'vi';
  storage('language', language);
  drawWords();
  connection($('connection').classList.contains('on'), say('live'));
  draw();
});
$('publish').addEventListener('click', async () => {
  $('publish').disabled = true;
  const article = await post('/sandbox/article', {});
  $('publish').disabled = false;
  toast(article ? `${say('published')}: ${article.title}` : say('failed'));
});
$('faults').addEventListener('submit', async (event) => {
  event.preventDefault();
  const done = await post('/sandbox/faults', { system: $('fault-system').value, fault: $('fault-name').value, times: Number($('fault-times').value) });
  if (!done) toast(say('failed'));
});
$('faults-off').addEventListener('click', () => post('/sandbox/faults', { clear: true }));
$('composer').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = $('words').value.trim();
  const [file] = $('picture').files;
  if (text === '' && !file) return;
  const picture = file ? await base64(file) : null;
  const done = await post('/sandbox/write', { user: person, text, replyTo, picture });
  if (!done) return toast(say('failed'));
  $('words').value = '';
  $('picture').value = '';
  chosen();
  answerTo(null);
  stayAtEnd();
});
$('words').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('composer').requestSubmit();
});
$('picture').addEventListener('change', chosen);
$('reply-off').addEventListener('click', () => answerTo(null));
addEventListener('hashchange', follow);
setInterval(() => {
  if (document.visibilityState === 'visible') read();
}, 30_000);

drawWords();
show('chat');
await read();
follow();
listen();
