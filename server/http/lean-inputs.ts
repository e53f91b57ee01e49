import { TRPCError } from '@trpc/server';

/** The inputs of one request, parsed when the first procedure asks: a call that is refused before costs no parsing. */
export class LeanInputs {
  readonly #text: string | null;
  readonly #isBatch: boolean;
  #parsed: { readonly value: unknown } | null = null;

  constructor(text: string | null, isBatch: boolean) {
    this.#text = text;
    this.#isBatch = isBatch;
  }

  /** The input of call `index`. Throws `BAD_REQUEST` for malformed JSON and for a batch whose input is no object. */
  read(index: number): unknown {
    this.#parsed ??= { value: this.#parse() };
    const { value } = this.#parsed;
    if (!this.#isBatch) return value;
    return value === undefined ? undefined : (value as Record<number, unknown>)[index];
  }

  /** What `read` has given, for error reports; undefined while nothing was parsed. */
  seen(index: number): unknown {
    return this.#parsed === null ? undefined : this.read(index);
  }

  #parse(): unknown {
    if (this.#text === null) return undefined;
    const value = parseJson(this.#text);
    if (this.#isBatch && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw new TRPCError({ code: 'BAD_REQUEST', message: '"input" needs to be an object when doing a batch call' });
    }
    return value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'The input is not JSON', cause });
  }
}
