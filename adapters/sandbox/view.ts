/** What the sandbox page shows, as one value. */
import type { Clock } from '../../src/ports.ts';
import type { FaultOrder } from './faults.ts';
import { countersOf, followersAt, type GrowthPoint, growthUntil } from './followers.ts';
import { bot, page, people, type SandboxPerson, type StaffChat, zone } from './identity.ts';
import type { Portal } from './portal.ts';
import type { ChatButton, ChatMessage, Entity, FanPost, LinkPreview, Memory } from './state.ts';

type PostView = {
  readonly id: string;
  readonly at: string;
  readonly editedAt: string | null;
  readonly message: string | null;
  readonly link: string | null;
  readonly preview: LinkPreview | null;
  readonly photos: readonly { readonly id: string; readonly src: string; readonly alt: string | null }[];
  readonly video: string | null;
  /** The still that is shown before the film runs. */
  readonly poster: string | null;
  readonly reel: boolean;
  readonly reactions: number;
  readonly comments: number;
  readonly shares: number;
  readonly views: number;
};

export type MessageView = {
  readonly id: number;
  readonly at: string;
  readonly editedAt: string | null;
  readonly from: { readonly id: number; readonly name: string; readonly bot: boolean };
  readonly text: string;
  readonly entities: readonly Entity[];
  /** Address of the picture on this server. */
  readonly picture: string | null;
  readonly document: { readonly name: string; readonly src: string } | null;
  readonly album: string | null;
  readonly keyboard: readonly (readonly ChatButton[])[];
  /** It asks for a reply. */
  readonly prompt: boolean;
  readonly replyTo: number | null;
};

export type SandboxView = {
  readonly now: string;
  readonly zone: string;
  readonly page: { readonly id: string; readonly name: string; readonly username: string; readonly about: string; readonly followers: number };
  /** Newest first. */
  readonly posts: readonly PostView[];
  readonly postCount: number;
  readonly chat: {
    readonly kind: string;
    readonly title: string;
    readonly people: readonly SandboxPerson[];
    readonly bot: string;
    /** Oldest first. */
    readonly messages: readonly MessageView[];
  };
  readonly growth: readonly GrowthPoint[];
  readonly articles: readonly { readonly title: string; readonly url: string; readonly at: string; readonly section: string }[];
  readonly faults: readonly FaultOrder[];
};

const mostPosts = 60;
const mostMessages = 200;
const mostArticles = 20;

export const mediaPath = (file: string): string => `/sandbox/media/${file}`;

export function viewOf(needs: {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly chat: StaffChat;
  readonly portal: Portal;
  readonly faults: readonly FaultOrder[];
}): SandboxView {
  const { memory, chat } = needs;
  const { state } = memory;
  const now = needs.clock();
  const published = state.posts.filter((post) => post.published);
  return {
    now: now.toISOString(),
    zone,
    page: { id: page.id, name: page.name, username: page.username, about: page.about, followers: followersAt(now, state.posts) },
    posts: published
      .slice(-mostPosts)
      .reverse()
      .map((post) => postView(post, memory, now)),
    postCount: published.length,
    chat: { kind: chat.kind, title: chat.title, people, bot: bot.name, messages: state.messages.slice(-mostMessages).map(messageView) },
    growth: growthUntil(now, state.posts),
    articles: needs.portal
      .articles()
      .slice(0, mostArticles)
      .map(({ title, url, at, section }) => ({ title, url, at: at.toISOString(), section })),
    faults: needs.faults,
  };
}

function postView(post: FanPost, memory: Memory, now: Date): PostView {
  const counters = countersOf(post, now);
  const film = post.video === null ? undefined : memory.state.videos.find((video) => video.postId === post.id);
  const photos = post.photos.flatMap((id) => memory.state.photos.filter((photo) => photo.id === id));
  return {
    id: post.id,
    at: post.at,
    editedAt: post.editedAt,
    message: post.message,
    link: post.link,
    preview: post.preview,
    photos: photos.map((photo) => ({ id: photo.id, src: mediaPath(photo.file), alt: photo.alt })),
    video: post.video === null ? null : mediaPath(post.video),
    poster: film?.cover == null ? null : mediaPath(film.cover),
    reel: film?.as === 'reel',
    reactions: counters.likes + counters.loves,
    comments: counters.comments,
    shares: counters.shares,
    views: counters.views,
  };
}

function messageView(message: ChatMessage): MessageView {
  const name = message.from === bot.id ? bot.name : (people.find((person) => person.id === message.from)?.name ?? String(message.from));
  return {
    id: message.id,
    at: message.at,
    editedAt: message.editedAt,
    from: { id: message.from, name, bot: message.from === bot.id },
    text: message.text,
    entities: message.entities,
    picture: message.picture === null ? null : mediaPath(message.picture),
    document: message.document === null ? null : { name: message.document.name, src: mediaPath(message.document.file) },
    album: message.album,
    keyboard: message.keyboard,
    prompt: message.prompt,
    replyTo: message.replyTo,
  };
}
