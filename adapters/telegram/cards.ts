/** Staff cards: a picture with its caption, a text, or a text below what does not fit into one message; drawn, redrawn, and moved where their form changes. */
import { z } from 'zod';
import { sha256 } from '../../src/identity.ts';
import type { Log } from '../../src/log.ts';
import type { CardEdit, CardView, ChatDocument, ChatOutcome, Destination, Prompt, ReportMessage, TextExtras } from '../../src/ports.ts';
import type { CardPlace } from '../../src/post.ts';
import { callLimitMs, uploadLimitMs } from './client.ts';
import { type Delivered, type Delivery, readOutcome, toOutcome } from './delivery.ts';
import {
  longestCaption,
  longestText,
  mentionsIn,
  mostPhotoBytes,
  shorten,
  splitText,
  toAnswered,
  toChatId,
  toFile,
  toForceReply,
  toKeyboard,
  toRoom,
  toThread,
} from './message.ts';
import { isPictureProblem, isUnchanged } from './outcome.ts';

const sentMessage = z.object({ message_id: z.int() });
const noPreview = { is_disabled: true } as const;

function messageId(value: unknown): number | null {
  const parsed = sentMessage.safeParse(value);
  return parsed.success ? parsed.data.message_id : null;
}

function messageIds(value: unknown): readonly number[] {
  return (
    z
      .array(sentMessage)
      .safeParse(value)
      .data?.map((one) => one.message_id) ?? []
  );
}

type Buttons = CardView['buttons'];
type Picture = {
  readonly bytes: Uint8Array;
  readonly name?: string;
  readonly caption: string;
  readonly buttons: Buttons | null;
  readonly replyTo?: number | null;
};
type Wording = { readonly text: string; readonly buttons: Buttons | null } & TextExtras;

export type Cards = {
  send(to: Destination, card: CardView): Promise<ChatOutcome<CardPlace>>;
  edit(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>>;
  text(to: Destination, text: string, extras?: TextExtras): Promise<ChatOutcome<null>>;
  prompt(to: Destination, prompt: Prompt): Promise<ChatOutcome<number>>;
  report(to: Destination, report: ReportMessage, extras?: Pick<TextExtras, 'replyTo'>): Promise<ChatOutcome<null>>;
  document(to: Destination, file: ChatDocument, extras?: Pick<TextExtras, 'replyTo'>): Promise<ChatOutcome<null>>;
};

/** An album holds 2 to 10. */
const mostInAlbum = 10;

export function createCards(delivery: Delivery, log: Log): Cards {
  const { client, deliver, addressOf } = delivery;

  function sendMessage(to: Destination, { text, buttons, mention, replyTo }: Wording): Promise<Delivered> {
    const { chat, topic } = toRoom(to);
    const body = shorten(text, longestText);
    const entities = mentionsIn(body, mention ?? []);
    return deliver(chat, 'send', callLimitMs, (address, signal) =>
      client.callApi(
        'sendMessage',
        {
          chat_id: toChatId(address),
          ...toThread(topic),
          text: body,
          link_preview_options: noPreview,
          ...(entities.length === 0 ? {} : { entities }),
          ...(replyTo == null ? {} : { reply_parameters: toAnswered(replyTo) }),
          ...(buttons === null ? {} : { reply_markup: toKeyboard(buttons) }),
        },
        { signal },
      ),
    );
  }

  function sendDocument(to: Destination, picture: Picture): Promise<Delivered> {
    const { chat, topic } = toRoom(to);
    const document = toFile(picture.bytes, picture.name);
    return deliver(chat, 'send', uploadLimitMs, (address, signal) =>
      client.callApi('sendDocument', { chat_id: toChatId(address), document, ...toThread(topic), ...uploadRest(picture) }, { signal }),
    );
  }

  /** As a photo; as a file where Telegram does not take these bytes as a photo. */
  async function sendPicture(to: Destination, picture: Picture): Promise<Delivered> {
    const { chat, topic } = toRoom(to);
    if (picture.bytes.length <= mostPhotoBytes) {
      const photo = toFile(picture.bytes, picture.name);
      const sent = await deliver(chat, 'send', uploadLimitMs, (address, signal) =>
        client.callApi('sendPhoto', { chat_id: toChatId(address), photo, ...toThread(topic), ...uploadRest(picture) }, { signal }),
      );
      if (sent.done || !isPictureProblem(sent.reply)) return sent;
      log.warn({ chat, detail: sent.reply.detail }, 'the picture was refused as a photo, sending it as a file');
    }
    return sendDocument(to, picture);
  }

  /** Up to ten at once. An album carries no buttons; it counts as so many messages. */
  function sendAlbum(to: Destination, pictures: readonly Uint8Array[]): Promise<Delivered> {
    const { chat, topic } = toRoom(to);
    const media = pictures.slice(0, mostInAlbum).map((bytes) => ({ type: 'photo' as const, media: toFile(bytes) }));
    const album = (address: string, signal: Parameters<Parameters<Delivery['deliver']>[3]>[1]) =>
      client.callApi('sendMediaGroup', { chat_id: toChatId(address), ...toThread(topic), media }, { signal });
    return deliver(chat, 'send', uploadLimitMs, album, media.length);
  }

  async function sendTextCard(to: Destination, card: Pick<CardView, 'text' | 'buttons'>, above: readonly number[] = []): Promise<ChatOutcome<CardPlace>> {
    const { upper, last } = inPieces(card.text);
    const standing = [...above];
    for (const piece of upper) {
      const sent = readOutcome(await sendMessage(to, { text: piece, buttons: null }), messageId);
      // Whoever is to decide must see the whole text: without its beginning no buttons.
      if (sent.outcome !== 'sent') return sent;
      standing.push(sent.value);
    }
    const sent = await sendMessage(to, { text: last, buttons: card.buttons });
    return readOutcome(sent, (value) => {
      const place = placeOf(to, value, 'text', standing);
      return place === null ? null : { ...place, ...beginningOf(upper) };
    });
  }

  function placeOf(to: Destination, value: unknown, form: CardPlace['form'], above: readonly number[] = []): CardPlace | null {
    const message = messageId(value);
    const { chat, topic } = toRoom(to);
    if (message === null) return null;
    return { chat: addressOf(chat), message, form, ...(topic === null ? {} : { topic }), ...(above.length === 0 ? {} : { above }) };
  }

  async function sendLongCard(to: Destination, card: CardView, pictures: readonly Uint8Array[]): Promise<ChatOutcome<CardPlace>> {
    const [only, ...more] = pictures;
    const above = only !== undefined && more.length === 0 ? await sendPicture(to, { bytes: only, caption: '', buttons: null }) : await sendAlbum(to, pictures);
    if (!above.done) {
      const failed = toOutcome(above);
      // The text with the buttons is what counts; it goes even where the picture's fate is not known.
      if (failed.outcome === 'refused' && failed.why !== 'other') return failed;
      log.warn({ chat: toRoom(to).chat, detail: failed.detail }, 'the picture above a card was not confirmed');
    }
    const single = above.done ? messageId(above.value) : null;
    const standing = !above.done ? [] : single === null ? messageIds(above.value) : [single];
    return sendTextCard(to, card, standing);
  }

  async function send(to: Destination, card: CardView): Promise<ChatOutcome<CardPlace>> {
    if (card.picture === null) return sendTextCard(to, card);
    const more = card.more ?? [];
    if (more.length > 0 || card.text.length > longestCaption) return sendLongCard(to, card, [card.picture, ...more]);
    const sent = await sendPicture(to, { bytes: card.picture, caption: card.text, buttons: card.buttons });
    return readOutcome(sent, (value) => placeOf(to, value, 'picture'));
  }

  function editText(chat: string, message: number, text: string, buttons: Buttons | null): Promise<Delivered> {
    return deliver(chat, 'edit', callLimitMs, (to, signal) =>
      client.callApi(
        'editMessageText',
        {
          chat_id: toChatId(to),
          message_id: message,
          text,
          link_preview_options: noPreview,
          ...(buttons === null ? {} : { reply_markup: toKeyboard(buttons) }),
        },
        { signal },
      ),
    );
  }

  /** The beginning that stands above first: nobody is to press below words that are not the post's. */
  async function editTextCard(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>> {
    const { upper, last } = inPieces(card.text);
    const above = place.above ?? [];
    const standing = above.slice(above.length - (place.pieces ?? 0));
    if (upper.length !== standing.length) return replaceKept(place, card);
    const { beginning } = beginningOf(upper);
    if (beginning !== place.beginning)
      for (const [at, message] of standing.entries()) {
        const told = edited(place, await editText(place.chat, message, upper[at] ?? '', null));
        if (told.outcome === 'refused' && told.why === 'gone-card') return replaceKept(place, card);
        if (told.outcome !== 'sent') return told;
      }
    return edited({ ...place, ...(beginning === undefined ? {} : { beginning }) }, await editText(place.chat, place.message, last, card.buttons));
  }

  /** Sent as a new card with what was to be kept. */
  async function replaceKept(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>> {
    const { picture, more } = card.picture === 'keep' ? ((await card.pictures?.()) ?? { picture: null }) : { ...card, picture: card.picture };
    return replace(place, { text: card.text, buttons: card.buttons, picture, ...(more === undefined ? {} : { more }) });
  }

  function editCaption(place: CardPlace, caption: string, buttons: Buttons): Promise<Delivered> {
    return deliver(place.chat, 'edit', callLimitMs, (to, signal) =>
      client.callApi('editMessageCaption', { chat_id: toChatId(to), message_id: place.message, caption, reply_markup: toKeyboard(buttons) }, { signal }),
    );
  }

  function editPicture(place: CardPlace, card: CardEdit, picture: Uint8Array): Promise<Delivered> {
    return deliver(place.chat, 'edit', uploadLimitMs, (to, signal) =>
      client.callApi(
        'editMessageMedia',
        {
          chat_id: toChatId(to),
          message_id: place.message,
          media: { type: 'photo', media: toFile(picture), caption: card.text },
          reply_markup: toKeyboard(card.buttons),
        },
        { signal },
      ),
    );
  }

  async function remove(chat: string, message: number): Promise<void> {
    const gone = await deliver(chat, 'edit', callLimitMs, (to, signal) =>
      client.callApi('deleteMessage', { chat_id: toChatId(to), message_id: message }, { signal }),
    );
    if (!gone.done) log.warn({ chat, message, detail: gone.reply.detail }, 'an old card could not be deleted');
  }

  /** The new card first: the chat is never without one. */
  async function replace(place: CardPlace, card: CardView): Promise<ChatOutcome<CardPlace>> {
    const sent = await send(roomOf(place), card);
    if (sent.outcome !== 'sent') return sent;
    for (const message of [place.message, ...(place.above ?? [])]) await remove(place.chat, message);
    return sent;
  }

  /** The text outgrew the caption and the picture is to stay: it stays above, bare, and a text card follows. */
  async function moveTextBelow(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>> {
    const sent = await sendTextCard(roomOf(place), card, [place.message]);
    if (sent.outcome !== 'sent') return sent;
    const bare = await editCaption(place, '', []);
    if (!bare.done && !isUnchanged(bare.reply)) log.warn({ ...place, detail: bare.reply.detail }, 'an old card still shows its text');
    return sent;
  }

  /** What stands above a card that somebody deleted goes with it. */
  async function edit(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>> {
    const told = await editInPlace(place, card);
    if (told.outcome === 'refused' && told.why === 'gone-card') for (const message of place.above ?? []) await remove(place.chat, message);
    return told;
  }

  async function editInPlace(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>> {
    const { picture } = card;
    const tooLong = card.text.length > longestCaption;
    const shows = place.form === 'picture' || (place.above ?? []).length > (place.pieces ?? 0);
    // Another draft's picture must never stay above this text.
    if (picture === null && shows) return replace(place, { ...card, picture });
    if (picture === 'keep' || picture === null) {
      if (place.form === 'picture' && tooLong) return moveTextBelow(place, card);
      return place.form === 'text' ? editTextCard(place, card) : edited(place, await editCaption(place, card.text, card.buttons));
    }
    if (place.form === 'text' || tooLong || (card.more ?? []).length > 0) return replace(place, { ...card, picture });
    return edited(place, await editPicture(place, card, picture));
  }

  function edited(place: CardPlace, delivered: Delivered): ChatOutcome<CardPlace> {
    return delivered.done || isUnchanged(delivered.reply) ? { outcome: 'sent', value: place } : toOutcome(delivered);
  }

  return {
    send,
    edit,
    async text(to, text, extras = {}) {
      return withoutValue(await sendMessage(to, { text, buttons: null, ...extras }));
    },
    async prompt(to, { text, placeholder, of }) {
      const { chat, topic } = toRoom(to);
      const entities = mentionsIn(text, [of]);
      const sent = await deliver(chat, 'send', callLimitMs, (address, signal) =>
        client.callApi(
          'sendMessage',
          { chat_id: toChatId(address), ...toThread(topic), text: shorten(text, longestText), entities, reply_markup: toForceReply(placeholder) },
          { signal },
        ),
      );
      return readOutcome(sent, messageId);
    },
    async report(to, { picture, fileName, caption }, extras = {}) {
      return withoutValue(await sendPicture(to, { bytes: picture, name: fileName, caption, buttons: null, ...extras }));
    },
    async document(to, { bytes, fileName, caption }, extras = {}) {
      return withoutValue(await sendDocument(to, { bytes, name: fileName, caption, buttons: null, ...extras }));
    },
  };
}

/** The text as messages take it: what stands above, and the last piece, which carries the buttons. */
function inPieces(text: string): { readonly upper: readonly string[]; readonly last: string } {
  const pieces = splitText(text, longestText);
  return { upper: pieces.slice(0, -1), last: pieces.at(-1) ?? '' };
}

function beginningOf(upper: readonly string[]): Pick<CardPlace, 'pieces' | 'beginning'> {
  return upper.length === 0 ? {} : { pieces: upper.length, beginning: sha256(upper.join('\n')).slice(0, 16) };
}

function roomOf({ chat, topic }: CardPlace): Destination {
  return topic == null ? chat : { chat, topic };
}

/** With an upload telegraf drops every plain object but the keyboard: what is answered goes as JSON text. */
function uploadRest({ caption, buttons, replyTo }: Picture) {
  return {
    ...(caption === '' ? {} : { caption: shorten(caption, longestCaption) }),
    ...(buttons === null ? {} : { reply_markup: toKeyboard(buttons) }),
    ...(replyTo == null ? {} : { reply_parameters: JSON.stringify(toAnswered(replyTo)) as unknown as ReturnType<typeof toAnswered> }),
  };
}

function withoutValue(delivered: Delivered): ChatOutcome<null> {
  return delivered.done ? { outcome: 'sent', value: null } : toOutcome(delivered);
}
