import { statfsSync } from 'node:fs';
import { DatabaseUnusable } from './database-unusable.ts';

/** `f_type` of file systems that live on another machine (statfs(2), linux/magic.h). */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
]);

/** The name of a network file system, or null for one that is local or not known. */
export function networkFileSystem(type: number): string | null {
  // Some systems hand out the number with its sign.
  return NETWORK.get(type >>> 0) ?? null;
}

/**
 * Throws `DatabaseUnusable` when `folder` is on a network file system, where that can be told: Linux alone numbers its
 * file systems. There locks and shared memory do not reach the other machines, and the file gets corrupted.
 */
export function assertLocal(folder: string, typeOf: (folder: string) => number = (path) => statfsSync(path).type): void {
  if (process.platform !== 'linux') return;
  const name = networkFileSystem(typeOf(folder));
  if (name === null) return;
  throw new DatabaseUnusable(
    `The database file would be on a network file system (${name}) in ${folder}, where SQLite gets corrupted: use a local disk, or PostgreSQL.`,
  );
}
