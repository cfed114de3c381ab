/** Staff cards: a picture with its caption, or a text; drawn, redrawn, and moved where their form changes. */
import { z } from 'zod';
import type { Log } from '../../src/log.ts';
import type { CardEdit, CardView, ChatDocument, ChatOutcome, ReportMessage } from '../../src/ports.ts';
import type { CardPlace } from '../../src/post.ts';
import { callLimitMs, uploadLimitMs } from './client.ts';
import { type Delivered, type Delivery, readOutcome, toOutcome } from './delivery.ts';
import { longestCaption, longestText, mostPhotoBytes, shorten, toChatId, toFile, toKeyboard } from './message.ts';
import { isPictureProblem, isUnchanged } from './outcome.ts';

const sentMessage = z.object({ message_id: z.int() });
const noPreview = { is_disabled: true } as const;

function messageId(value: unknown): number | null {
  const parsed = sentMessage.safeParse(value);
  return parsed.success ? parsed.data.message_id : null;
}

type Picture = { readonly bytes: Uint8Array; readonly name?: string; readonly caption: string; readonly buttons: CardView['buttons'] | null };

export type Cards = {
  send(chat: string, card: CardView): Promise<ChatOutcome<CardPlace>>;
  edit(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>>;
  text(chat: string, text: string): Promise<ChatOutcome<null>>;
  report(chat: string, report: ReportMessage): Promise<ChatOutcome<null>>;
  document(chat: string, document: ChatDocument): Promise<ChatOutcome<null>>;
};

/** Pictures that stand above a text card are remembered for so many cards, so that they go when the card goes. */
const mostRemembered = 500;

export function createCards(delivery: Delivery, log: Log): Cards {
  const { client, deliver, addressOf } = delivery;
  const picturesAbove = new Map<string, number>();
  const keyOf = (place: Pick<CardPlace, 'chat' | 'message'>) => `${place.chat}:${place.message}`;

  function rememberPicture(place: CardPlace, picture: number): void {
    picturesAbove.set(keyOf(place), picture);
    for (const key of picturesAbove.keys()) {
      if (picturesAbove.size <= mostRemembered) break;
      picturesAbove.delete(key);
    }
  }

  function sendMessage(chat: string, text: string, buttons: CardView['buttons'] | null): Promise<Delivered> {
    return deliver(chat, 'send', callLimitMs, (to, signal) =>
      client.callApi(
        'sendMessage',
        {
          chat_id: toChatId(to),
          text: shorten(text, longestText),
          link_preview_options: noPreview,
          ...(buttons === null ? {} : { reply_markup: toKeyboard(buttons) }),
        },
        { signal },
      ),
    );
  }

  /** As a photo; as a file where Telegram does not take these bytes as a photo. */
  async function sendPicture(chat: string, picture: Picture): Promise<Delivered> {
    const file = toFile(picture.bytes, picture.name);
    const rest = {
      ...(picture.caption === '' ? {} : { caption: shorten(picture.caption, longestCaption) }),
      ...(picture.buttons === null ? {} : { reply_markup: toKeyboard(picture.buttons) }),
    };
    if (picture.bytes.length <= mostPhotoBytes) {
      const sent = await deliver(chat, 'send', uploadLimitMs, (to, signal) =>
        client.callApi('sendPhoto', { chat_id: toChatId(to), photo: file, ...rest }, { signal }),
      );
      if (sent.done || !isPictureProblem(sent.reply)) return sent;
      log.warn({ chat, detail: sent.reply.detail }, 'the picture was refused as a photo, sending it as a file');
    }
    return sendFile(chat, file, rest);
  }

  function sendFile(chat: string, file: ReturnType<typeof toFile>, rest: { readonly caption?: string }): Promise<Delivered> {
    return deliver(chat, 'send', uploadLimitMs, (to, signal) => client.callApi('sendDocument', { chat_id: toChatId(to), document: file, ...rest }, { signal }));
  }

  async function sendTextCard(chat: string, card: Pick<CardView, 'text' | 'buttons'>): Promise<ChatOutcome<CardPlace>> {
    const sent = await sendMessage(chat, card.text, card.buttons);
    return readOutcome(sent, (value) => placeOf(chat, value, 'text'));
  }

  function placeOf(chat: string, value: unknown, form: CardPlace['form']): CardPlace | null {
    const message = messageId(value);
    return message === null ? null : { chat: addressOf(chat), message, form };
  }

  async function sendLongCard(chat: string, card: CardView, picture: Uint8Array): Promise<ChatOutcome<CardPlace>> {
    const above = await sendPicture(chat, { bytes: picture, caption: '', buttons: null });
    if (!above.done) {
      const failed = toOutcome(above);
      // The text with the buttons is what counts; it goes even where the picture's fate is not known.
      if (failed.outcome === 'refused' && failed.why !== 'other') return failed;
      log.warn({ chat, detail: failed.detail }, 'the picture above a card was not confirmed');
    }
    const below = await sendTextCard(chat, card);
    const pictureId = above.done ? messageId(above.value) : null;
    if (below.outcome === 'sent' && pictureId !== null) rememberPicture(below.value, pictureId);
    return below;
  }

  async function send(chat: string, card: CardView): Promise<ChatOutcome<CardPlace>> {
    if (card.picture === null) return sendTextCard(chat, card);
    if (card.text.length > longestCaption) return sendLongCard(chat, card, card.picture);
    const sent = await sendPicture(chat, { bytes: card.picture, caption: card.text, buttons: card.buttons });
    return readOutcome(sent, (value) => placeOf(chat, value, 'picture'));
  }

  function editText(place: CardPlace, card: CardEdit): Promise<Delivered> {
    const { chat, message } = place;
    return deliver(chat, 'edit', callLimitMs, (to, signal) =>
      client.callApi(
        'editMessageText',
        {
          chat_id: toChatId(to),
          message_id: message,
          text: shorten(card.text, longestText),
          link_preview_options: noPreview,
          reply_markup: toKeyboard(card.buttons),
        },
        { signal },
      ),
    );
  }

  function editCaption(place: CardPlace, caption: string, buttons: CardView['buttons']): Promise<Delivered> {
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
    const above = picturesAbove.get(keyOf(place));
    const sent = await send(place.chat, card);
    if (sent.outcome !== 'sent') return sent;
    picturesAbove.delete(keyOf(place));
    await remove(place.chat, place.message);
    if (above !== undefined) await remove(place.chat, above);
    return sent;
  }

  /** The text outgrew the caption and the picture is to stay: it stays above, bare, and a text card follows. */
  async function moveTextBelow(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>> {
    const sent = await sendTextCard(place.chat, card);
    if (sent.outcome !== 'sent') return sent;
    rememberPicture(sent.value, place.message);
    const bare = await editCaption(place, '', []);
    if (!bare.done && !isUnchanged(bare.reply)) log.warn({ ...place, detail: bare.reply.detail }, 'an old card still shows its text');
    return sent;
  }

  async function edit(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>> {
    const { picture } = card;
    const tooLong = card.text.length > longestCaption;
    const shows = place.form === 'picture' || picturesAbove.has(keyOf(place));
    // Another draft's picture must never stay above this text.
    if (picture === null && shows) return replace(place, { ...card, picture });
    if (picture === 'keep' || picture === null) {
      if (place.form === 'picture' && tooLong) return moveTextBelow(place, card);
      return edited(place, place.form === 'text' ? await editText(place, card) : await editCaption(place, card.text, card.buttons));
    }
    if (place.form === 'text' || tooLong) return replace(place, { ...card, picture });
    return edited(place, await editPicture(place, card, picture));
  }

  function edited(place: CardPlace, delivered: Delivered): ChatOutcome<CardPlace> {
    return delivered.done || isUnchanged(delivered.reply) ? { outcome: 'sent', value: place } : toOutcome(delivered);
  }

  return {
    send,
    edit,
    async text(chat, text) {
      return withoutValue(await sendMessage(chat, text, null));
    },
    async report(chat, { picture, fileName, caption }) {
      return withoutValue(await sendPicture(chat, { bytes: picture, name: fileName, caption, buttons: null }));
    },
    async document(chat, { bytes, fileName, caption }) {
      return withoutValue(await sendFile(chat, toFile(bytes, fileName), caption === '' ? {} : { caption: shorten(caption, longestCaption) }));
    },
  };
}

function withoutValue(delivered: Delivered): ChatOutcome<null> {
  return delivered.done ? { outcome: 'sent', value: null } : toOutcome(delivered);
}
