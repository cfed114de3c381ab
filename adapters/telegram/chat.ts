/** The staff chat on Telegram, by telegraf. */
import type { RequestListener } from 'node:http';
import type { TelegramConfig } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import type { Chat, Clock, Ports } from '../../src/ports.ts';
import { createCards } from './cards.ts';
import { createClient } from './client.ts';
import { setCommandMenus } from './command-menu.ts';
import { createDelivery } from './delivery.ts';
import { downloadFile } from './download.ts';
import { readHealth, readName } from './health.ts';
import { type Reception, startReception, webhookOf } from './listening.ts';
import { createOutbox } from './outbox.ts';
import { type Pace, telegramPace } from './pace.ts';
import { createSends, nothingNoted } from './sends.ts';
import { type Wait, waitFor } from './wait.ts';

export type ChatOptions = {
  readonly log: Log;
  readonly pace?: Pace;
  /** The popup for a press that could not be dealt with, in the newsroom's language; without it such a press is answered in silence. */
  readonly troubleText?: string;
  /** A steady clock in milliseconds, for the pace. */
  readonly ticks?: () => number;
  /** Where is kept what was sent in the last minute, for the next process and for others; without it each begins anew. */
  readonly paces?: Ports['paces'];
  /** The clock that processes share, for that. */
  readonly now?: Clock;
  readonly wait?: Wait;
  /** 0 up to 1. */
  readonly random?: () => number;
};

export type TelegramChat = Chat & {
  /** For the HTTP server, at the path of `TELEGRAM_WEBHOOK_URL`; null when updates are polled. */
  readonly webhook: RequestListener | null;
  /** Gives up what still waits for its turn (`refused`, surely not sent) and resolves when the call under way has ended. */
  close(): Promise<void>;
};

/** Makes no call before the first use. Nothing that leaves it, neither outcome nor log, holds the token. */
export function createChat(config: TelegramConfig, options: ChatOptions): TelegramChat {
  const { log, pace = telegramPace, troubleText = '', ticks = () => performance.now(), wait = waitFor, random = Math.random } = options;
  const { paces, now = () => new Date() } = options;
  const { token } = config;
  const client = createClient(config);
  const outbox = createOutbox({ pace, ticks, wait, sends: paces === undefined ? nothingNoted : createSends({ paces, log }, now) });
  const delivery = createDelivery({ token, client, outbox, log });
  const cards = createCards(delivery, log);
  let reception: Reception | null = null;

  return {
    sendCard: cards.send,
    editCard: cards.edit,
    sendText: cards.text,
    sendPrompt: cards.prompt,
    sendReport: cards.report,
    sendDocument: cards.document,
    download: (picture) => downloadFile({ token, client, config }, picture),
    setCommands: (menus) => setCommandMenus({ token, client }, menus),
    nameOf: (chat, person) => readName({ token, client, addressOf: delivery.addressOf }, chat, person),
    moved: delivery.moved,
    health: (chat) => readHealth({ token, client, addressOf: delivery.addressOf }, chat),
    listen(hearing) {
      const started = startReception({ config, log, wait, ticks, random, delivery, cards, troubleText }, hearing);
      reception = started;
      return { stop: started.stop };
    },
    webhook: webhookOf(config, () => reception, log),
    close: outbox.close,
  };
}
