/** What happens in the sandbox, told to whoever watches: the page, a test, an unattended staff. */

export type SandboxEvent =
  /** Something that can be seen has changed. */
  | { readonly kind: 'changed' }
  /** The bot answered a press; `text` may be empty. */
  | { readonly kind: 'popup'; readonly query: string; readonly user: number; readonly message: number; readonly text: string; readonly alert: boolean };

export type Live = {
  tell(event: SandboxEvent): void;
  /** Returns what ends the watching. */
  watch(listener: (event: SandboxEvent) => void): () => void;
};

export function createLive(): Live {
  const listeners = new Set<(event: SandboxEvent) => void>();
  return {
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
