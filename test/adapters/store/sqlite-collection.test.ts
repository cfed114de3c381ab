import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqlite, openSqliteInMemory } from '../../../adapters/store/sqlite.ts';
import { collectionContract } from '../../contracts/collection.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'desk-collection-'));
let opened = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

collectionContract('SQLite in memory', (kinds) => openSqliteInMemory(kinds));
collectionContract('an SQLite file', (kinds) => openSqlite(join(folder, `${opened++}`), kinds));
