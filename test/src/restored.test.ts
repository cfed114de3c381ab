import { describe, expect, it } from 'vitest';
import { afterRestore } from '../../src/restored.ts';
import { addMs, hour } from '../../src/time.ts';
import { start } from '../fakes/desk.ts';
import { onePerStatus } from './approving/posts.ts';

const known = {
  categories: ['Công điện'],
  event: { beginsAt: addMs(start, 9 * hour), exact: true },
  urgent: true,
  pinnedAt: addMs(start, 3 * hour),
};

describe('after a restore', () => {
  it.each(onePerStatus().filter(({ status }) => ['approved', 'scheduled', 'publishing', 'unconfirmed'].includes(status)))(
    'a post that was $status waits again, with what says how many must approve it and before which time it must not go out',
    (post) => {
      expect(afterRestore({ ...post, ...known }, start)).toMatchObject({ ...known, status: 'awaiting', returned: 'restored', version: post.version + 1 });
    },
  );
});
