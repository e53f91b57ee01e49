import { describe, expect, it } from 'vitest';
import { DatabaseUnusable } from './database-unusable.ts';
import { assertLocal, networkFileSystem } from './network-file-systems.ts';

describe('networkFileSystem', () => {
  it.each([
    ['NFS', 0x6969],
    ['CIFS', 0xff534d42],
    ['SMB2', 0xfe534d42],
    ['9p', 0x01021997],
  ])('knows %s', (name, type) => {
    expect(networkFileSystem(type)).toBe(name);
  });

  it('knows a number that was read with its sign', () => {
    expect(networkFileSystem(0xff534d42 | 0)).toBe('CIFS');
  });

  it.each([
    ['ext4', 0xef53],
    ['btrfs', 0x9123683e],
    ['XFS', 0x58465342],
    ['tmpfs', 0x01021994],
    ['overlayfs', 0x794c7630],
    ['ZFS', 0x2fc12fc1],
  ])('lets %s pass', (_name, type) => {
    expect(networkFileSystem(type)).toBeNull();
  });
});

describe.runIf(process.platform === 'linux')('assertLocal', () => {
  it('refuses a folder on a network file system, and says which and what to do', () => {
    const check = () => assertLocal('/mnt/share', () => 0x6969);
    expect(check).toThrow(DatabaseUnusable);
    expect(check).toThrow('network file system (NFS) in /mnt/share');
    expect(check).toThrow('use a local disk, or PostgreSQL');
  });

  it('asks the system', () => {
    expect(() => assertLocal('/proc')).not.toThrow();
  });
});
