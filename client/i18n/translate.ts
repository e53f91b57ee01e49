import { createInstance } from 'i18next';

type Values = Readonly<Record<string, string | number>>;

/** One key for all the forms of a text that counts. */
type KeyOf<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;

/** `who.greetNew` and all the others. */
export type TextKey<T> = { [K in keyof T & string]: T[K] extends string ? KeyOf<K> : `${K}.${TextKey<T[K]>}` }[keyof T & string];

type TextAt<T, Key extends string> = Key extends `${infer Head}.${infer Rest}`
  ? TextAt<T[Head & keyof T], Rest>
  : T[(Key | `${Key}_other`) & keyof T];

type NamesIn<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type NamesAt<T, Key extends string> = NamesIn<TextAt<T, Key>>;

/** Values for every `{{name}}` of the text; `count` decides on the form of a text that has forms. */
type Arguments<T, Key extends string> = [NamesAt<T, Key>] extends [never]
  ? [values?: Values]
  : [values: Readonly<Record<NamesAt<T, Key>, string | number>> & Values];

/** Gives the text of a key, in one language. */
export type Translate<T> = <Key extends TextKey<T>>(key: Key, ...values: Arguments<T, Key>) => string;

/** `tag` (BCP 47) tells the language's plural rules. The texts are typed to be complete, so a key is always found. */
export function createTranslate<T>(texts: object, tag: string): Translate<T> {
  const language = createInstance();
  void language.init({
    lng: tag,
    resources: { [tag]: { translation: texts } },
    // React escapes.
    interpolation: { escapeValue: false },
    missingInterpolationHandler: () => '',
    initAsync: false,
  });
  // Its own types know one set of texts for the whole program; here each part of the page has its own.
  const lookUp = language.t as unknown as (key: string, values: Values) => string;
  return (key, ...[values]) => lookUp(key, values ?? {});
}
