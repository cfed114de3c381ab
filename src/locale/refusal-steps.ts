/** Which steps mend what Facebook refused: by class, code and subcode, never by its words. */
import type { Failure } from '../post.ts';

/** Every trouble that has steps of its own; the words for them stand in `vi.ts` and `en.ts`. */
export const refusalSteps = [
  'token',
  'token-app-removed',
  'token-checkpoint',
  'token-password',
  'token-expired',
  'token-role-lost',
  'permission',
  'permission-missing',
  'permission-page-unseen',
  'permission-as-person',
  'policy',
  'content',
  'content-facebook-link',
  'content-link',
  'content-picture',
  'content-video',
  'content-same',
  'rate',
] as const;
export type RefusalStep = (typeof refusalSteps)[number];

const bySubcode: Readonly<Record<number, RefusalStep>> = {
  458: 'token-app-removed',
  459: 'token-checkpoint',
  460: 'token-password',
  463: 'token-expired',
  464: 'token-checkpoint',
  492: 'token-role-lost',
};

/** null: no refusal of the Page. */
export function refusalStepOf({ reason, code, subcode }: Pick<Failure, 'reason' | 'code' | 'subcode'>): RefusalStep | null {
  switch (reason) {
    case 'token':
      return (subcode === null ? undefined : bySubcode[subcode]) ?? 'token';
    case 'permission':
      if (code === null) return 'permission-missing';
      if (subcode === 1609008) return 'content-facebook-link';
      if (code === 100 && subcode === 33) return 'permission-page-unseen';
      return code === 1705 ? 'permission-as-person' : 'permission';
    case 'content':
      if (code === 1609005 || subcode === 1609005 || code === 1500) return 'content-link';
      if (code === 324 || code === 1366046) return 'content-picture';
      if (code === 6000 || (code !== null && code >= 1363000 && code <= 1363999)) return 'content-video';
      return code === 506 || subcode === 1455006 ? 'content-same' : 'content';
    case 'policy':
    case 'rate':
      return reason;
    case 'unconfirmed':
    case 'media-lost':
      return null;
  }
}
