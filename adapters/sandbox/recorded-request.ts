/** One request as the sandbox received it, for tests that hold the whole run against the published API lists. */
export type RecordedRequest = {
  readonly system: 'facebook' | 'telegram';
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Facebook: the path without version, for example `/100/feed`. Telegram: the method's name, for example `sendPhoto`. */
  readonly path: string;
  /** Query and body, decoded; of an uploaded file only its name and size. Tokens are left out. */
  readonly params: Readonly<Record<string, unknown>>;
  /** HTTP status of the answer. */
  readonly status: number;
};
export type RecordedFile = { readonly file: string; readonly bytes: number };
