/** Servers of a test: on this machine only, each on a port of its own. */
import { createServer, type Server } from 'node:net';

/** Its port, once it listens. */
export async function listenHere(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** `http://127.0.0.1:PORT`, once it listens. */
export async function originOf(server: Server): Promise<string> {
  return `http://127.0.0.1:${await listenHere(server)}`;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenHere(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
