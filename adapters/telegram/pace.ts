/** How fast the bot may speak: pure arithmetic over the instants of past sends, in milliseconds of any steady clock. */

/** At most `sends` in any span of `ms`. */
export type Window = { readonly sends: number; readonly ms: number };
export type Pace = {
  /** Groups and channels: their ids are negative, or names with @. */
  readonly group: readonly Window[];
  readonly direct: readonly Window[];
  /** All chats together. */
  readonly overall: readonly Window[];
};

/** What Telegram is known to bear: 1 a second per chat, 20 a minute per group, 30 a second overall; each span a little wider, for the network's jitter. */
export const telegramPace: Pace = {
  group: [
    { sends: 1, ms: 1050 },
    { sends: 20, ms: 60_500 },
  ],
  direct: [{ sends: 1, ms: 1050 }],
  overall: [{ sends: 30, ms: 1050 }],
};

export function isGroup(chat: string): boolean {
  return /^[-@]/.test(chat);
}

export function windowsOf(chat: string, pace: Pace): readonly Window[] {
  return isGroup(chat) ? pace.group : pace.direct;
}

/** The earliest instant, not before `now`, at which so many more sends stay within all windows. `sends` are past instants, ascending. */
export function earliestSend(windows: readonly Window[], sends: readonly number[], now: number, more = 1): number {
  const free = windows.map(({ sends: most, ms }) => {
    // An album that alone is more than a window holds waits for an empty one.
    const first = sends[sends.length - Math.max(1, most - more + 1)];
    return first === undefined ? now : first + ms;
  });
  return Math.max(now, ...free);
}

/** The past sends that can still matter to the windows. */
export function stillCounting(windows: readonly Window[], sends: readonly number[], now: number): number[] {
  const widest = Math.max(0, ...windows.map(({ ms }) => ms));
  return sends.filter((sent) => sent + widest > now);
}
