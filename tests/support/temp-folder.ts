import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test, removed with everything in it. */
export class TempFolder implements AsyncDisposable {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** `DATABASE_URL` of the database file in here. */
  get databaseUrl(): string {
    return `file:${join(this.path, 'passerby.db')}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

export async function makeTempFolder(): Promise<TempFolder> {
  return new TempFolder(await mkdtemp(join(tmpdir(), 'passerby-')));
}
