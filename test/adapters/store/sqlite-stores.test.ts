import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openMemoryStores, openStores } from '../../../adapters/store/open.ts';
import { storesContract } from '../../contracts/stores.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'desk-stores-'));
let opened = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

storesContract('SQLite in memory', openMemoryStores);
storesContract('an SQLite file', () => openStores({ mongoUri: null, dataDir: join(folder, `${opened++}`) }));
