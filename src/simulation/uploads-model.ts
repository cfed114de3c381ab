/** What a Page was given unseen by readers: pictures, which it keeps for a day, and films, as far as they came. */
import { sha256 } from '../identity.ts';
import type { PagePostInput, PictureInput, Refusal, UploadOutcome, VideoState } from '../ports.ts';
import type { PhotoUpload, Uploads, VideoUpload } from '../post.ts';
import { hour, second } from '../time.ts';
import type { Owner, Reply, World } from './world.ts';

/** `finished`: the call that publishes was made, and Facebook is at work on it or done with it. */
export type Film = { readonly sha256: string; readonly size: number; received: number; finished: boolean; state: VideoState };
type Keep = (uploads: Uploads) => Promise<boolean>;
type Taken = { readonly outcome: 'taken'; readonly id: string };
type Untaken = Extract<UploadOutcome, { outcome: 'refused' | 'not-sent' }>;
type Call = (owner: Owner, begin: () => Reply<Taken | Untaken>) => Promise<Taken | Untaken>;
type Needs = {
  readonly world: World;
  readonly call: Call;
  /** What the Page refuses every call with just now. */
  readonly refusal: () => Refusal | null;
  readonly isDown: () => boolean;
  /** Times `1` is a bad day. */
  readonly level: () => number;
};

export type UploadsModel = {
  readonly upload: (owner: Owner, post: PagePostInput, uploads: Uploads | null, keep: Keep) => Promise<UploadOutcome>;
  /** Whether the handles stand for all that the post is made of. `gone`: they did once. */
  readonly given: (post: PagePostInput, uploads: Uploads | null) => 'whole' | 'missing' | 'gone';
  readonly film: (id: string) => Film | null;
};

const photoLives = 24 * hour;
/** A handle as old as this is not gone on with. */
const handleLives = 20 * hour;
const noUploads: Uploads = { photos: [], video: null };
const badPicture: Refusal = { class: 'content', code: 324, subcode: null, detail: 'missing or invalid image file', retryAt: null };

/** The handle that stands for each picture, in order; each is used once. */
function handlesFor(pictures: readonly PictureInput[], photos: readonly PhotoUpload[]): readonly (PhotoUpload | null)[] {
  const left = [...photos];
  return pictures.map(({ bytes }) => {
    const hash = sha256(bytes);
    const at = left.findIndex((photo) => photo.sha256 === hash);
    return at < 0 ? null : (left.splice(at, 1)[0] ?? null);
  });
}

export function createUploadsModel({ world, call, refusal, isDown, level }: Needs): UploadsModel {
  const { random } = world;
  const photos = new Map<string, number>();
  const films = new Map<string, Film>();

  /** One call: `effect` happens or not, and whoever made it learns of it or not. */
  const ask = (owner: Owner, effect: () => string): Promise<Taken | Untaken> =>
    call(owner, () => {
      const afterMs = random.pick([0, 300, 900, 20 * second]);
      const says = (words: string, answer: Taken | Untaken) => ({ afterMs, words, answer: () => answer });
      const refused = refusal();
      if (refused !== null) return says(`refuses (${refused.class})`, { outcome: 'refused', refusal: refused });
      if (isDown() || random.chance(0.03 * level())) return says('cannot be reached', { outcome: 'not-sent', detail: 'connection refused' });
      if (random.chance(0.01 * level())) return says('refuses the picture', { outcome: 'refused', refusal: badPicture });
      const id = effect();
      if (random.chance(0.05 * level())) return says('takes it, the answer is lost', { outcome: 'not-sent', detail: 'no answer' });
      return says('takes it', { outcome: 'taken', id });
    });

  const uploadPhotos = async (owner: Owner, pictures: readonly PictureInput[], uploads: Uploads, keep: Keep): Promise<UploadOutcome> => {
    let kept = uploads.photos.filter((photo) => world.now() + owner.offsetMs - photo.at.getTime() < handleLives);
    if (kept.length < uploads.photos.length && !(await keep({ ...uploads, photos: kept }))) return { outcome: 'stopped' };
    for (const [place, handle] of handlesFor(pictures, kept).entries()) {
      const picture = pictures[place];
      if (handle !== null || picture === undefined) continue;
      const at = new Date(world.now() + owner.offsetMs);
      const asked = await ask(owner, () => {
        const id = `photo ${photos.size + 1}`;
        photos.set(id, world.now());
        return id;
      });
      if (asked.outcome !== 'taken') return asked;
      kept = [...kept, { sha256: sha256(picture.bytes), id: asked.id, at }];
      if (!(await keep({ ...uploads, photos: kept }))) return { outcome: 'stopped' };
    }
    return { outcome: 'ready' };
  };

  type FilmInput = Extract<PagePostInput, { form: 'video' }>;
  const beginFilm = async (owner: Owner, post: FilmInput): Promise<VideoUpload | Untaken> => {
    const at = new Date(world.now() + owner.offsetMs);
    const asked = await ask(owner, () => {
      const id = `film ${films.size + 1}`;
      films.set(id, { sha256: post.sha256, size: post.file.size, received: 0, finished: false, state: { state: 'open' } });
      return id;
    });
    return asked.outcome === 'taken' ? { sha256: post.sha256, as: post.as, id: asked.id, at, session: asked.id, offset: 0 } : asked;
  };
  const uploadFilm = async (owner: Owner, post: FilmInput, known: VideoUpload | null, keep: Keep): Promise<UploadOutcome> => {
    const isAlive = known !== null && known.sha256 === post.sha256 && world.now() + owner.offsetMs - known.at.getTime() < handleLives;
    const begun = isAlive ? known : await beginFilm(owner, post);
    if ('outcome' in begun) return begun;
    if (!isAlive && !(await keep({ photos: [], video: begun }))) return { outcome: 'stopped' };
    let { offset } = begun;
    while (offset < post.file.size) {
      const asked = await ask(owner, () => {
        const film = films.get(begun.id);
        // Half of the file at a time; what was taken twice is there once.
        if (film !== undefined) film.received = Math.max(film.received, Math.min(film.size, offset + Math.ceil(film.size / 2)));
        return begun.id;
      });
      if (asked.outcome !== 'taken') return asked;
      offset = films.get(begun.id)?.received ?? post.file.size;
      if (!(await keep({ photos: [], video: { ...begun, offset } }))) return { outcome: 'stopped' };
    }
    return { outcome: 'ready' };
  };

  return {
    film: (id) => films.get(id) ?? null,
    given: (post, uploads) => {
      switch (post.form) {
        case 'link':
          return 'whole';
        case 'photo': {
          if (post.pictures.length < 2) return 'whole';
          const handles = handlesFor(post.pictures, uploads?.photos ?? []);
          if (handles.some((handle) => handle === null)) return 'missing';
          return handles.every((handle) => world.now() - (photos.get(handle?.id ?? '') ?? 0) < photoLives) ? 'whole' : 'gone';
        }
        case 'video': {
          const film = films.get(uploads?.video?.id ?? '');
          return film !== undefined && film.sha256 === post.sha256 && film.received === film.size ? 'whole' : 'missing';
        }
      }
    },
    upload: async (owner, post, uploads, keep) => {
      switch (post.form) {
        case 'link':
          return { outcome: 'ready' };
        case 'photo':
          return post.pictures.length < 2 ? { outcome: 'ready' } : uploadPhotos(owner, post.pictures, uploads ?? noUploads, keep);
        case 'video':
          return uploadFilm(owner, post, uploads?.video ?? null, keep);
      }
    },
  };
}
