import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from './temp-folder.ts';

const CHUNK = Buffer.alloc(65_536);

/** A file system of its own in memory, of a given size, that can really be full. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;
  readonly #folder: TempFolder;

  constructor(folder: TempFolder) {
    this.#folder = folder;
    this.path = folder.path;
  }

  /** Null where this user may not mount one. */
  static async mount(megabytes: number): Promise<SmallDisk | null> {
    const folder = await makeTempFolder();
    if (run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder.path)) return new SmallDisk(folder);
    await folder[Symbol.asyncDispose]();
    return null;
  }

  get databaseUrl(): string {
    return this.#folder.databaseUrl;
  }

  /** Takes the last page. */
  fill(): void {
    try {
      // A write that finds too little room takes what there is; the next one finds none.
      for (;;) appendFileSync(this.#filler, CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  free(): void {
    rmSync(this.#filler);
  }

  get #filler(): string {
    return join(this.path, 'filler');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    run('umount', '-l', this.path);
    await this.#folder[Symbol.asyncDispose]();
  }
}

function run(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
