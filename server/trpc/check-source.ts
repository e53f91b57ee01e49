import { core, type z } from 'zod';
import { isGuid } from './guid.ts';
import { KnownValues } from './known-values.ts';

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

/** A JavaScript expression that is true for a value that conforms; null for a part of a schema that is not known. */
type Test = string | null;

const PLAIN_FORMATS: ReadonlySet<string> = new Set(['uuid', 'guid', 'datetime', 'regex']);
/** The others run no checks of their own here. */
const CHECKED_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'array']);

/**
 * Writes the source of one check. Compiled on its own it has call sites of its own, which V8 specialises on the shapes of
 * one schema; a check put together from functions shares its call sites with every other, and takes twice as long.
 *
 * Of a schema only names, as JSON, and numbers come into the source; all else is handed over as constants.
 */
export class CheckSource {
  readonly #constants: unknown[] = [];
  readonly #functions: string[] = [];

  /** `value` is the name that the value will have. */
  testOf(schema: z.ZodType, value: string): Test {
    const definition = definitionOf(schema);
    if (definition.coerce === true || (hasChecks(definition) && !CHECKED_TYPES.has(definition.type))) return null;
    switch (definition.type) {
      case 'string':
        return every([`typeof ${value} === 'string'`, this.#format(definition, value), ...this.#checks(definition, value)]);
      case 'number':
        return every([`Number.isFinite(${value})`, numberFormat(definition.format, value), ...this.#checks(definition, value)]);
      case 'boolean':
        return `typeof ${value} === 'boolean'`;
      case 'enum':
      case 'literal':
        return schema._zod.values === undefined ? null : `${this.#constant(schema._zod.values)}.has(${value})`;
      case 'nullable':
        return this.#absent(definition, value, 'null');
      case 'optional':
        // One that must be left out rather than be undefined is not known.
        return schema.safeParse(undefined).success ? this.#absent(definition, value, 'undefined') : null;
      case 'array':
        return this.#array(definition, value);
      case 'object':
        return this.#object(definition, value);
      default:
        return null;
    }
  }

  /** The check itself, of a value named `value`. */
  compile(test: string): (value: unknown) => boolean {
    const names = this.#constants.map((_, index) => `c${index}`);
    const lines = ["'use strict';", `const [${names.join(', ')}] = constants;`, ...this.#functions, `return (value) => ${test};`];
    return new Function('constants', lines.join('\n'))(this.#constants) as (value: unknown) => boolean;
  }

  #constant(value: unknown): string {
    this.#constants.push(value);
    return `c${this.#constants.length - 1}`;
  }

  #function(parameters: string, body: string): string {
    this.#functions.push(`const f${this.#functions.length} = (${parameters}) => { ${body} };`);
    return `f${this.#functions.length - 1}`;
  }

  /** A format such as `uuid` is the string schema itself; one without a pattern, or that does more than match it, is not known. */
  #format({ format, pattern }: Definition, value: string): Test {
    if (format === undefined) return 'true';
    if (pattern === core.regexes.guid) return `${this.#constant(isGuid)}(${value})`;
    return pattern === undefined || !PLAIN_FORMATS.has(format) ? null : this.#matches(pattern, value);
  }

  #matches(pattern: RegExp, value: string): Test {
    // A global or sticky pattern remembers where it stopped.
    return `${this.#constant(new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')))}.test(${value})`;
  }

  #checks({ checks = [] }: Definition, value: string): Test[] {
    return checks.map(({ _zod: { def } }) => this.#check(def, value));
  }

  #check({ check, format, pattern, minimum, maximum, value: bound, inclusive }: CheckDefinition, value: string): Test {
    switch (check) {
      case 'string_format':
        return format === 'regex' && pattern !== undefined ? this.#matches(pattern, value) : null;
      case 'number_format':
        return numberFormat(format, value);
      case 'min_length':
        return `${value}.length >= ${Number(minimum)}`;
      case 'max_length':
        return `${value}.length <= ${Number(maximum)}`;
      case 'greater_than':
        return `${value} ${inclusive === true ? '>=' : '>'} ${Number(bound)}`;
      case 'less_than':
        return `${value} ${inclusive === true ? '<=' : '<'} ${Number(bound)}`;
      default:
        return null;
    }
  }

  #absent({ innerType }: Definition, value: string, absent: 'null' | 'undefined'): Test {
    const inner = innerType === undefined ? null : this.testOf(innerType, value);
    return inner === null ? null : `(${value} === ${absent} || (${inner}))`;
  }

  #array(definition: Definition, value: string): Test {
    const element = definition.element === undefined ? null : this.testOf(definition.element, 'element');
    if (element === null) return null;
    const elements = this.#function('list', `for (let index = 0; index < list.length; index += 1) { const element = list[index]; if (!(${element})) return false; } return true;`);
    return every([`Array.isArray(${value})`, ...this.#checks(definition, value), `${elements}(${value})`]);
  }

  /** Strict objects alone: others give back a copy with members left out. */
  #object(definition: Definition, value: string): Test {
    const isStrict = definition.catchall !== undefined && definitionOf(definition.catchall).type === 'never';
    if (!isStrict) return null;
    const shape = Object.entries(definition.shape ?? {});
    const members = shape.map(([name, schema]) => this.#member(name, schema));
    if (members.includes(null)) return null;
    const test = this.#function('value, known', [this.#names(shape), ...members, 'return true;'].join(' '));
    return `${this.#constant(new KnownValues())}.conforms(${value}, ${test})`;
  }

  /** Refuses a member of another name. Where every member must be there, their number says that there is no other. */
  #names(shape: readonly (readonly [string, z.ZodType])[]): string {
    const isComplete = shape.every(([, schema]) => !schema.safeParse(undefined).success);
    if (isComplete) return `let count = 0; for (const name in value) count += 1; if (count !== ${shape.length}) return false;`;
    return `for (const name in value) if (!${this.#constant(new Set(shape.map(([name]) => name)))}.has(name)) return false;`;
  }

  #member(name: string, schema: z.ZodType): Test {
    const test = this.testOf(schema, 'member');
    // Whatever is read by such a name may come from the prototype.
    if (test === null || name in Object.prototype) return null;
    const key = JSON.stringify(name);
    return `{ const member = value[${key}]; if ((member === undefined || member !== known[${key}]) && !(${test})) return false; }`;
  }
}

function definitionOf(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

function hasChecks({ checks }: Definition): boolean {
  return checks !== undefined && checks.length > 0;
}

/** Null when a part is not known. */
function every(parts: readonly Test[]): Test {
  return parts.includes(null) ? null : parts.filter((part) => part !== 'true').join(' && ');
}

function numberFormat(format: string | undefined, value: string): Test {
  if (format === undefined) return 'true';
  return format === 'safeint' ? `Number.isSafeInteger(${value})` : null;
}
