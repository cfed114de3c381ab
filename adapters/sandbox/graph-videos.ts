/** Videos and reels as the Graph API takes them: start, transfer, finish, and a status that can be asked for at any time. */
import { type FilmSize, measureFilm } from '../../src/measure-film.ts';
import type { Clock, VideoFile } from '../../src/ports.ts';
import { type Answer, json } from './answers.ts';
import { invalidParameter, refuse, unknownObject } from './graph-errors.ts';
import { allowOnly, flagOf, parseFields, project, type Reader, textOf, wholeOf } from './graph-params.ts';
import { graphTime } from './graph-time.ts';
import { page } from './identity.ts';
import { isVideo, pictureType } from './pixels.ts';
import type { Params } from './request-params.ts';
import type { FanPost, Memory, VideoOnPage } from './state.ts';

export type VideoNeeds = {
  readonly memory: Memory;
  readonly clock: Clock;
  readonly address: string;
  /** How long Facebook works on a video after the upload was finished. */
  readonly videoWorkMs: number;
  readonly nextId: () => string;
  readonly checkMessage: (message: string | null) => void;
  readonly addPost: (part: Pick<FanPost, 'message' | 'link' | 'preview' | 'photos' | 'video' | 'published'>) => FanPost;
  readonly save: () => void;
};

/** The bytes of a reel on their way to its upload address. */
export type ReelUpload = { readonly id: string; readonly authorization: string | null; readonly offset: string | null; readonly size: string | null };

export type GraphVideos = {
  create(params: Params): Answer;
  reel(params: Params): Answer;
  find(id: string): VideoOnPage | null;
  read(video: VideoOnPage, params: Params): Answer;
  /** Takes what comes, as it comes: what arrived before the connection broke stays. */
  takeReel(upload: ReelUpload, body: AsyncIterable<Uint8Array>): Promise<Answer>;
  /** Publishes what Facebook has done its work on. */
  work(): void;
};

/** What the Page asks for at a time. */
const chunkSize = 4 * 1024 * 1024;
const pieceSize = 1024 * 1024;
const sessionLife = 24 * 60 * 60 * 1000;
const reelsADay = 30;

/** What Facebook wants of a reel; what the file does not tell is let pass. */
function isReel({ width, height, seconds }: FilmSize): boolean {
  const isUpright = width === null || height === null || (width >= 540 && height >= 960 && Math.abs((width * 16) / (height * 9) - 1) < 0.05);
  return isUpright && (seconds === null || (seconds >= 3 && seconds <= 90));
}

function uploadError(subcode: number, message: string, data?: Record<string, unknown>) {
  return refuse({ status: 400, code: 6000, subcode, message: `(#6000) ${message}`, ...(data === undefined ? {} : { data }) });
}

export function createGraphVideos(needs: VideoNeeds): GraphVideos {
  const { memory, clock, address } = needs;
  const videos = () => memory.state.videos;
  const find = (id: string) => videos().find((video) => video.id === id) ?? null;
  const lives = (video: VideoOnPage) => clock().getTime() - Date.parse(video.at) < sessionLife;
  const asked = (video: VideoOnPage) => ({
    start_offset: String(video.received),
    end_offset: String(Math.min(video.received + chunkSize, video.size ?? video.received)),
  });
  const whole = (video: VideoOnPage) => video.size !== null && video.received >= video.size;

  function begin(as: VideoOnPage['as'], size: number | null): VideoOnPage {
    const video: VideoOnPage = {
      id: needs.nextId(),
      as,
      session: as === 'video' ? needs.nextId() : null,
      at: clock().toISOString(),
      size,
      received: 0,
      files: [],
      file: null,
      description: null,
      published: true,
      finishedAt: null,
      postId: null,
      cover: null,
      spoiled: false,
    };
    videos().push(video);
    needs.save();
    return video;
  }

  function take(video: VideoOnPage, bytes: Uint8Array): void {
    video.files.push(memory.keep(bytes));
    video.received += bytes.length;
    needs.save();
  }

  function start(params: Params): Answer {
    allowOnly(params, ['upload_phase', 'file_size']);
    const size = wholeOf(params, 'file_size', 0);
    if (size < 1) throw invalidParameter('The parameter file_size is required');
    const video = begin('video', size);
    return json(200, { video_id: video.id, upload_session_id: video.session, ...asked(video) });
  }

  function sessionOf(params: Params): VideoOnPage {
    const session = textOf(params, 'upload_session_id');
    if (session === null) throw invalidParameter('The parameter upload_session_id is required');
    const video = videos().find((each) => each.session === session && each.finishedAt === null && lives(each));
    if (video === undefined) throw uploadError(1363041, 'Invalid upload session: start a new one.');
    return video;
  }

  function transfer(params: Params): Answer {
    allowOnly(params, ['upload_phase', 'upload_session_id', 'start_offset'], ['video_file_chunk']);
    const video = sessionOf(params);
    const chunk = params.files.get('video_file_chunk');
    if (chunk === undefined || chunk.bytes.length === 0) throw invalidParameter('The file video_file_chunk is required');
    if (wholeOf(params, 'start_offset', -1) !== video.received) {
      throw uploadError(1363037, 'The start offset is not the one that was asked for.', { error_data: asked(video) });
    }
    if (video.size !== null && video.received + chunk.bytes.length > video.size)
      throw uploadError(1363033, 'The upload is longer than the file was said to be.');
    take(video, chunk.bytes);
    return json(200, asked(video));
  }

  function finish(video: VideoOnPage, description: string | null, published: boolean): Answer {
    needs.checkMessage(description);
    if (!whole(video)) throw uploadError(1363031, 'The upload is not complete.');
    const first = video.files[0];
    video.spoiled = video.unfit === true || first === undefined || !isVideo(memory.bytes(first) ?? new Uint8Array());
    video.file = memory.join(video.files);
    video.files = [];
    video.description = description;
    video.published = published;
    video.finishedAt = clock().toISOString();
    needs.save();
    work();
    return json(200, { success: true });
  }

  function finishVideo(params: Params): Answer {
    allowOnly(params, ['upload_phase', 'upload_session_id', 'description', 'title', 'published'], ['thumb']);
    const cover = params.files.get('thumb');
    if (cover !== undefined && pictureType(cover.bytes) === null) throw refuse({ status: 400, code: 324, message: '(#324) Missing or invalid image file' });
    const video = sessionOf(params);
    const answer = finish(video, textOf(params, 'description'), flagOf(params, 'published', true));
    if (cover !== undefined) video.cover = memory.keep(cover.bytes);
    needs.save();
    return answer;
  }

  function wholeFile(params: Params): Answer {
    allowOnly(params, ['description', 'title', 'published'], ['source']);
    const source = params.files.get('source');
    if (source === undefined) throw invalidParameter('The sandbox takes a video as one file named source, or in phases; not by file_url');
    if (!isVideo(source.bytes)) throw uploadError(1363024, 'There was a problem uploading your video file.');
    const video = begin('video', source.bytes.length);
    take(video, source.bytes);
    finish(video, textOf(params, 'description'), flagOf(params, 'published', true));
    return json(200, { id: video.id });
  }

  function finishReel(params: Params): Answer {
    allowOnly(params, ['upload_phase', 'video_id', 'video_state', 'description', 'title']);
    const id = textOf(params, 'video_id');
    const video = id === null ? null : find(id);
    if (video === null || video.as !== 'reel' || video.finishedAt !== null) throw unknownObject(id ?? 'video_id', 'post');
    const state = (textOf(params, 'video_state') ?? '').toUpperCase();
    if (state !== 'PUBLISHED' && state !== 'DRAFT') throw invalidParameter('Param video_state must be one of {DRAFT, PUBLISHED, SCHEDULED}');
    const today = videos().filter((each) => each.as === 'reel' && each.finishedAt !== null && clock().getTime() - Date.parse(each.finishedAt) < sessionLife);
    if (today.length >= reelsADay) throw refuse({ status: 400, code: 613, message: '(#613) Calls to this api have exceeded the rate limit.' });
    return finish(video, textOf(params, 'description'), state === 'PUBLISHED');
  }

  /** Its pieces as one file: only those are opened that are asked for. */
  function piecesOf(video: VideoOnPage): VideoFile {
    return {
      size: video.received,
      read: async (from, to) => {
        const parts: Uint8Array[] = [];
        let at = 0;
        for (const name of video.files) {
          const bytes = at >= to ? null : memory.bytes(name);
          if (bytes === null) break;
          if (at + bytes.length > from) parts.push(bytes.subarray(Math.max(0, from - at), to - at));
          at += bytes.length;
        }
        return Buffer.concat(parts);
      },
    };
  }

  async function takeReel(upload: ReelUpload, body: AsyncIterable<Uint8Array>): Promise<Answer> {
    const video = find(upload.id);
    const refused = (status: number, type: string, message: string) => json(status, { debug_info: { retriable: status >= 500, type, message } });
    if (upload.authorization !== `OAuth ${page.token}`) return refused(401, 'NotAuthorizedError', 'The access token is missing or wrong');
    if (video === null || video.as !== 'reel' || video.finishedAt !== null) return refused(404, 'UploadSessionNotFoundError', 'No such upload');
    const size = Number(upload.size);
    if (!Number.isInteger(size) || size < 1) return refused(400, 'HeaderError', 'The header file_size is missing');
    if (upload.offset !== String(video.received)) return refused(400, 'OffsetInvalidError', `Offset ${upload.offset} is not ${video.received}`);
    video.size = size;
    const pieces: Uint8Array[] = [];
    const store = () => {
      const held = Buffer.concat(pieces.splice(0));
      if (held.length > 0) take(video, held.subarray(0, size - video.received));
    };
    try {
      for await (const piece of body) {
        pieces.push(piece);
        if (pieces.reduce((sum, each) => sum + each.length, 0) >= pieceSize) store();
      }
    } finally {
      store();
    }
    if (!whole(video)) return refused(400, 'PartialRequestError', 'The request ended before the file did');
    video.unfit = !isReel(await measureFilm(piecesOf(video)));
    needs.save();
    return json(200, { success: true });
  }

  function statusOf(video: VideoOnPage): Record<string, unknown> {
    const complete = whole(video);
    const out = video.postId !== null;
    const failed = video.finishedAt !== null && video.spoiled && due(video);
    return {
      video_status: failed ? 'error' : out ? 'ready' : video.finishedAt !== null ? 'processing' : complete ? 'upload_complete' : 'uploading',
      uploading_phase: { status: complete ? 'complete' : video.received > 0 ? 'in_progress' : 'not_started', bytes_transferred: video.received },
      processing_phase: { status: failed ? 'error' : out ? 'complete' : video.finishedAt === null ? 'not_started' : 'in_progress' },
      publishing_phase: out
        ? { status: 'complete', publish_status: video.published ? 'published' : 'draft', publish_time: graphTime(clock()) }
        : { status: 'not_started' },
    };
  }

  const readers = (video: VideoOnPage): ReadonlyMap<string, Reader> =>
    new Map<string, Reader>([
      ['id', () => video.id],
      ['created_time', () => graphTime(new Date(video.at))],
      ['description', () => video.description ?? undefined],
      ['status', () => statusOf(video)],
      ['published', () => video.postId !== null && video.published],
      ['post_id', () => video.postId?.split('_')[1]],
      ['permalink_url', () => (video.postId === null ? undefined : `${address}/#post-${video.postId}`)],
    ]);

  function due(video: VideoOnPage): boolean {
    return video.finishedAt !== null && clock().getTime() - Date.parse(video.finishedAt) >= needs.videoWorkMs;
  }

  function work(): void {
    for (const video of videos()) {
      if (!due(video) || video.postId !== null || video.spoiled) continue;
      const post = needs.addPost({ message: video.description, link: null, preview: null, photos: [], video: video.file, published: video.published });
      video.postId = post.id;
      needs.save();
    }
  }

  return {
    create: (params) => {
      switch (textOf(params, 'upload_phase')?.toLowerCase() ?? null) {
        case null:
          return wholeFile(params);
        case 'start':
          return start(params);
        case 'transfer':
          return transfer(params);
        case 'finish':
          return finishVideo(params);
        default:
          throw invalidParameter('Param upload_phase must be one of {CANCEL, FINISH, START, TRANSFER}');
      }
    },
    reel: (params) => {
      switch (textOf(params, 'upload_phase')?.toLowerCase() ?? null) {
        case 'start': {
          allowOnly(params, ['upload_phase']);
          const video = begin('reel', null);
          return json(200, { video_id: video.id, upload_url: `${address}/video-upload/v24.0/${video.id}` });
        }
        case 'finish':
          return finishReel(params);
        default:
          throw invalidParameter('Param upload_phase must be one of {FINISH, START}');
      }
    },
    find,
    read: (video, params) => {
      allowOnly(params, []);
      return json(200, project(parseFields(textOf(params, 'fields') ?? 'id,created_time'), readers(video), 'Video'));
    },
    takeReel,
    work,
  };
}
