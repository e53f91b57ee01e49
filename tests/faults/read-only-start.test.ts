import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const MAIN = join(import.meta.dirname, '../../dist/server/main.js');
const NOBODY = 65_534;

/** Permissions do not hold back root, so as root the server runs as nobody. */
const as = process.getuid?.() === 0 ? { uid: NOBODY } : {};

/** Why no server can be started that permissions hold back; null when one can. */
function whyNotStartable(): string | null {
  return spawnSync('cat', [MAIN], { stdio: 'ignore', ...as }).status === 0 ? null : 'run as root in a folder that others may not read';
}

describe('a start on a database file that may only be read', () => {
  it('says so and ends, and leaves nothing beside the file', { timeout: 120_000 }, async ({ skip }) => {
    const why = whyNotStartable();
    skip(why !== null, why ?? '');
    await using folder = await makeTempFolder();
    const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
    await using first = await startServer({ environment });
    expect(await first.stop()).toBe(0);

    await chmod(folder.path, 0o777);
    await chmod(join(folder.path, 'passerby.db'), 0o444);
    await expect(startServer({ environment, ...as })).rejects.toThrow(/stopped with code 1: .*passerby\.db cannot be used: EACCES: permission denied/s);
    expect(await readdir(folder.path)).toEqual(['passerby.db']);

    await chmod(join(folder.path, 'passerby.db'), 0o666);
    await using second = await startServer({ environment, ...as });
    expect(await second.stop()).toBe(0);
  });
});
