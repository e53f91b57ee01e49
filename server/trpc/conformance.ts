import type { z } from 'zod';
import { isShared } from '../shared-values.ts';

/** True for a value that the schema would return as it is. False says nothing: ask the schema. */
export type Conformance = (value: unknown) => boolean;

type Fields = Readonly<Record<string, unknown>>;

/** The parts of a zod definition that are read here. */
interface Definition {
  readonly type: string;
  readonly coerce?: boolean;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly checks?: readonly { readonly _zod: { readonly def: CheckDefinition } }[];
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
}

interface CheckDefinition {
  readonly check: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
}

/**
 * Compiles a schema of plain JSON shapes into a check without copies and messages, several times as fast as the schema.
 * Null for a schema with a part that changes values or that is not known here. A shared object that passed once passes
 * again without a look.
 */
export function compileConformance(schema: z.ZodType): Conformance | null {
  const definition = schema._zod.def as unknown as Definition;
  if (definition.coerce === true) return null;
  switch (definition.type) {
    case 'string':
      return every([(value) => typeof value === 'string', ...ownPattern(definition), ...compileChecks(definition)]);
    case 'number':
      return every([(value) => Number.isFinite(value), ...(definition.format === undefined ? [] : [numberFormat(definition.format)]), ...compileChecks(definition)]);
    case 'boolean':
      return hasChecks(definition) ? null : (value) => typeof value === 'boolean';
    case 'enum':
      return oneOf(Object.values(definition.entries ?? {}));
    case 'literal':
      return oneOf(definition.values ?? []);
    case 'nullable':
    case 'optional':
      return compileAbsent(definition, definition.type === 'nullable' ? null : undefined);
    case 'array':
      return compileArray(definition);
    case 'object':
      return compileObject(definition);
    default:
      return null;
  }
}

function hasChecks({ checks }: Definition): boolean {
  return checks !== undefined && checks.length > 0;
}

/** Null when a part is not known. */
function every(parts: readonly (Conformance | null)[]): Conformance | null {
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return null;
  const [first, second, third] = known;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined && second !== undefined && third === undefined) return (value) => first(value) && second(value);
  return (value) => known.every((part) => part(value));
}

function oneOf(values: readonly unknown[]): Conformance {
  const allowed = new Set(values);
  return (value) => allowed.has(value);
}

/** A format such as `uuid` is the string schema itself; one without a pattern, or that does more than match it, is not known. */
function ownPattern({ format, pattern }: Definition): (Conformance | null)[] {
  if (format === undefined) return [];
  if (format === 'guid') return [(value) => isGuid(value as string)];
  return [pattern === undefined || !PLAIN_FORMATS.has(format) ? null : matches(pattern)];
}

const PLAIN_FORMATS: ReadonlySet<string> = new Set(['uuid', 'guid', 'datetime', 'regex', 'base64url']);

function matches(pattern: RegExp): Conformance {
  // A global or sticky pattern remembers where it stopped.
  const plain = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (value) => plain.test(value as string);
}

const HYPHEN = 45;
const HYPHENS_AT: ReadonlySet<number> = new Set([8, 13, 18, 23]);
/** By character code. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9a-fA-F]/.test(String.fromCharCode(code)) ? 1 : code === HYPHEN ? 2 : 0));
const GUID = Uint8Array.from({ length: 36 }, (_, index) => (HYPHENS_AT.has(index) ? 2 : 1));

/** What zod's pattern says, in half the time: every row of every list has one. */
function isGuid(text: string): boolean {
  if (text.length !== GUID.length) return false;
  for (let index = 0; index < GUID.length; index += 1) if (KINDS[text.charCodeAt(index)] !== GUID[index]) return false;
  return true;
}

function numberFormat(format: string): Conformance | null {
  return format === 'safeint' ? (value) => Number.isSafeInteger(value) : null;
}

function compileChecks({ checks = [] }: Definition): (Conformance | null)[] {
  return checks.map(({ _zod: { def } }) => compileCheck(def));
}

function compileCheck({ check, format, pattern, minimum = 0, maximum = 0, value: bound = 0, inclusive }: CheckDefinition): Conformance | null {
  switch (check) {
    case 'string_format':
      return format === 'regex' && pattern !== undefined ? matches(pattern) : null;
    case 'number_format':
      return format === undefined ? null : numberFormat(format);
    case 'min_length':
      return (value) => (value as string).length >= minimum;
    case 'max_length':
      return (value) => (value as string).length <= maximum;
    case 'greater_than':
      return inclusive === true ? (value) => (value as number) >= bound : (value) => (value as number) > bound;
    case 'less_than':
      return inclusive === true ? (value) => (value as number) <= bound : (value) => (value as number) < bound;
    default:
      return null;
  }
}

function compileAbsent({ innerType }: Definition, absent: null | undefined): Conformance | null {
  const inner = innerType === undefined ? null : compileConformance(innerType);
  return inner && ((value) => value === absent || inner(value));
}

function compileArray(definition: Definition): Conformance | null {
  const element = definition.element === undefined ? null : compileConformance(definition.element);
  if (element === null) return null;
  const checks = every([Array.isArray, ...compileChecks(definition)]);
  return checks && ((value) => checks(value) && (value as readonly unknown[]).every((item) => element(item)));
}

/** Strict objects alone: others give back a copy with members left out. */
function compileObject(definition: Definition): Conformance | null {
  const isStrict = (definition.catchall?._zod.def as unknown as Definition | undefined)?.type === 'never';
  const members = Object.entries(definition.shape ?? {}).map(([name, schema]) => ({ name, conforms: compileConformance(schema) }));
  if (!isStrict || hasChecks(definition)) return null;
  const known: Member[] = [];
  for (const { name, conforms } of members) {
    if (conforms === null) return null;
    known.push({ name, conforms });
  }
  return new StrictObject(known).check;
}

interface Member {
  readonly name: string;
  readonly conforms: Conformance;
}

class StrictObject {
  readonly #members: readonly Member[];
  readonly #names: ReadonlySet<string>;
  /** Whether every member must be there: then their number says that there is no other. */
  readonly #isComplete: boolean;
  /** Shared objects that passed. */
  readonly #passed = new WeakSet<object>();

  constructor(members: readonly Member[]) {
    this.#members = members;
    this.#names = new Set(members.map(({ name }) => name));
    this.#isComplete = members.every(({ conforms }) => !conforms(undefined));
  }

  readonly check = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
    if (!isShared(value)) return this.#conforms(value as Fields);
    if (this.#passed.has(value)) return true;
    const conforms = this.#conforms(value as Fields);
    if (conforms) this.#passed.add(value);
    return conforms;
  };

  #conforms(value: Fields): boolean {
    let count = 0;
    for (const name in value) if (this.#isComplete) count += 1; else if (!this.#names.has(name)) return false;
    if (this.#isComplete && count !== this.#members.length) return false;
    for (const { name, conforms } of this.#members) if (!conforms(value[name])) return false;
    return true;
  }
}
