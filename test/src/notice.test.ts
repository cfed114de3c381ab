import { beforeEach, describe, expect, it } from 'vitest';
import { openMemoryStores } from '../../adapters/store/open.ts';
import { createSilentLog } from '../../src/log.ts';
import { closeNotice, noteTold, openNotice } from '../../src/notice.ts';
import type { Notice, NoticeStore } from '../../src/ports.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 1, minute));
let needs: { notices: NoticeStore; log: ReturnType<typeof createSilentLog> };

beforeEach(async () => {
  needs = { notices: (await openMemoryStores()).notices, log: createSilentLog() };
});

async function pending(): Promise<Notice> {
  const [one, two] = await needs.notices.pending(10);
  if (one === undefined || two !== undefined) throw new Error('not exactly one is pending');
  return one;
}

/** What a chat would do with what is pending. */
async function tell(minute: number): Promise<string> {
  const notice = await pending();
  await noteTold(needs, notice, at(minute));
  return notice.over === null ? notice.text : notice.over.text;
}

describe('a notice', () => {
  it('is opened once by its cause, however often that is met', async () => {
    await openNotice(needs, 'source:x', 'down', at(0));
    await openNotice(needs, 'source:x', 'down again', at(1));
    expect(await pending()).toMatchObject({ text: 'down', openedAt: at(0), toldAt: null, over: null });
    expect(await tell(2)).toBe('down');
    await openNotice(needs, 'source:x', 'down still', at(3));
    expect(await needs.notices.pending(10)).toEqual([]);
  });

  it('tells its end once, to those who heard its beginning', async () => {
    await openNotice(needs, 'a', 'down', at(0));
    await tell(1);
    expect(await closeNotice(needs, 'a', 'up', at(2))).toBe(true);
    expect(await closeNotice(needs, 'a', 'up', at(3))).toBe(false);
    expect(await tell(4)).toBe('up');
    expect(await needs.notices.pending(10)).toEqual([]);
    expect(await needs.notices.get('a')).toMatchObject({ toldAt: at(1), over: { text: 'up', at: at(2), toldAt: at(4) } });
  });

  it('that was over before anybody heard of it is never told', async () => {
    await openNotice(needs, 'a', 'down', at(0));
    expect(await closeNotice(needs, 'a', 'up', at(1))).toBe(false);
    expect(await needs.notices.pending(10)).toEqual([]);
  });

  it('without a word for its end has no end to tell', async () => {
    await openNotice(needs, 'a', 'down', at(0));
    await tell(1);
    expect(await closeNotice(needs, 'a', null, at(2))).toBe(false);
    expect(await needs.notices.pending(10)).toEqual([]);
  });

  it('opens anew when its cause comes back', async () => {
    await openNotice(needs, 'a', 'down', at(0));
    await tell(1);
    await closeNotice(needs, 'a', 'up', at(2));
    await openNotice(needs, 'a', 'down a second time', at(3));
    expect(await tell(4)).toBe('down a second time');
    expect(await closeNotice(needs, 'a', 'up', at(5))).toBe(true);
  });

  it('that ends while its beginning is on its way to the chat is told to its end', async () => {
    await openNotice(needs, 'a', 'down', at(0));
    const onItsWay = await pending();
    await closeNotice(needs, 'a', 'up', at(1));
    await noteTold(needs, onItsWay, at(2));
    expect(await tell(3)).toBe('up');
    expect(await needs.notices.pending(10)).toEqual([]);
  });

  it('that ends without a word while its beginning is on its way is told no further', async () => {
    await openNotice(needs, 'a', 'down', at(0));
    const onItsWay = await pending();
    await closeNotice(needs, 'a', null, at(1));
    await noteTold(needs, onItsWay, at(2));
    expect(await needs.notices.pending(10)).toEqual([]);
  });

  it('that opened anew while the old one was on its way is told as well', async () => {
    await openNotice(needs, 'a', 'down', at(0));
    const onItsWay = await pending();
    await closeNotice(needs, 'a', 'up', at(1));
    await openNotice(needs, 'a', 'down a second time', at(2));
    await noteTold(needs, onItsWay, at(3));
    expect(await tell(4)).toBe('down a second time');
  });

  it('closed without having been opened is nothing', async () => {
    expect(await closeNotice(needs, 'none', 'up', at(0))).toBe(false);
    expect(await needs.notices.get('none')).toBeNull();
  });
});
