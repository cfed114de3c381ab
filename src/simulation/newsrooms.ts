/** The newsrooms that are played. */
import type { AppConfig } from '../app.ts';
import { plainNewsroom, plainRules } from '../newsroom.ts';
import { plainSource } from '../source.ts';
import { minute } from '../time.ts';
import { feedUrl } from './portal-model.ts';
import { chatId, zone } from './stage.ts';

const times = ['07:00', '09:30', '11:30', '14:00', '17:00', '20:00'] as const;

/** The newsroom of every run: who may what, and where; the rest is as each run wants it. */
export function configOf(over: Partial<AppConfig> & Pick<AppConfig, 'timetable' | 'approval'>, quiet: readonly { from: string; to: string }[] = []): AppConfig {
  const sources = [plainSource(feedUrl, zone)];
  const rules = plainRules(over.timetable, over.approval);
  const newsroom = plainNewsroom({ ...rules, timetable: { ...rules.timetable, quiet } }, [], sources);
  return {
    sources,
    staff: [
      { id: 7, role: 'admin' },
      { id: 8, role: 'editor' },
      { id: 9, role: 'approver' },
    ],
    reportChats: [],
    zone,
    locale: 'vi',
    settleWindowMs: 20 * minute,
    unconfirmed: 'resend',
    chat: chatId,
    newsroom,
    ...over,
  };
}

export function byTimetable(gapMinutes: number, more: readonly string[] = []): AppConfig['timetable'] {
  return { times: [...times, ...more].sort(), gapMinutes, zone };
}
