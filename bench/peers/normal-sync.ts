import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Loaded before Passerby by the `synchronous = NORMAL` table alone: Passerby itself has no such setting.

const skip = (_file: number, done: (error: null) => void) => setImmediate(done, null);
fs.fdatasync = skip as unknown as typeof fs.fdatasync;
syncBuiltinESMExports();
