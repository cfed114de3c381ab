import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import everywhere from '../../../vitest.config.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export default defineConfig({ root, test: { ...everywhere.test, include: ['test/specs/wrong-call/run.ts'] } });
