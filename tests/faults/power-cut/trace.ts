/**
 * What a process did to one folder, read out of `strace -f -y -xx -e trace=SYSTEM_CALLS`. With `-y` a descriptor is
 * followed by its path, with `-xx` every text is in hexadecimal, so a call needs no history to be understood.
 */
export const SYSTEM_CALLS = 'write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,ftruncate,fallocate,unlink,unlinkat,rename,renameat,renameat2';

export type DiskEvent =
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  /** A sync that returns only later: it need not take what is written from here on. */
  | { readonly kind: 'syncing'; readonly file: string; readonly thread: string }
  | { readonly kind: 'sync'; readonly file: string; readonly thread: string }
  | { readonly kind: 'unlink'; readonly file: string }
  /** Bytes at the end of a file, without an offset: the acknowledgements. */
  | { readonly kind: 'append'; readonly file: string; readonly text: string };

const UNFINISHED = ' <unfinished ...>';
const RESUMED = /^<\.\.\. \w+ resumed>/;
const SYNC = /^f(data)?sync\(/;
const CALL = /^(\w+)\((.*)\) += (-?\d+)/;

/** The events in `folder`, in the order in which the calls returned; of a sync its beginning too. `file` is a name in it. */
export function readTrace(text: string, folder: string): DiskEvent[] {
  const begun = new Map<string, string>();
  const events: DiskEvent[] = [];
  for (const line of text.split('\n')) {
    const split = line.indexOf(' ');
    const thread = line.slice(0, split);
    const said = line.slice(split).trimStart();
    if (said.endsWith(UNFINISHED)) {
      const beginning = said.slice(0, -UNFINISHED.length);
      begun.set(thread, beginning);
      // As if it had returned: where a sync fails, nothing is credited to it.
      const event = SYNC.test(beginning) ? readCall({ said: `${beginning}) = 0`, thread, folder }) : null;
      if (event?.kind === 'sync') events.push({ ...event, kind: 'syncing' });
      continue;
    }
    const whole = RESUMED.test(said) ? (begun.get(thread) ?? '') + said.replace(RESUMED, '') : said;
    const event = readCall({ said: whole, thread, folder });
    if (event !== null) events.push(event);
  }
  return events;
}

/** Null for a call that failed or touched another folder. Throws for one whose effect is not modelled. */
function readCall({ said, thread, folder }: { readonly said: string; readonly thread: string; readonly folder: string }): DiskEvent | null {
  const [, name = '', given = '', result = '-1'] = CALL.exec(said) ?? [];
  if (Number(result) < 0) return null;
  const [, path = '', rest = ''] = /(?:\d+<|")([\\xa-f\d]+)[>"](.*)$/.exec(given) ?? [];
  const file = nameIn(folder, decode(path).toString());
  if (file === null) return null;
  const [, data = '', numbers = ''] = /^(?:, "([^"]*)")?(?:, )?(.*)$/.exec(rest) ?? [];
  const last = Number(numbers.split(', ').at(-1));
  switch (name) {
    case 'pwrite64':
      return { kind: 'write', file, offset: last, data: decode(data).subarray(0, Number(result)) };
    case 'write':
      return { kind: 'append', file, text: decode(data).toString() };
    case 'ftruncate':
      return { kind: 'truncate', file, size: last };
    case 'fsync':
    case 'fdatasync':
      return { kind: 'sync', file, thread };
    case 'unlink':
      return { kind: 'unlink', file };
    default:
      throw new RangeError(`The simulated disk does not know ${name}.`);
  }
}

function nameIn(folder: string, path: string): string | null {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

function decode(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}
