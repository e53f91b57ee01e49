/** A language that Passerby's texts exist in. */
export type Language = 'en' | 'zh';

const RANGE = /^\s*(\*|[a-z]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i;

/** The language to answer in, for an `Accept-Language` header (RFC 9110 §12.5.4); English when none of ours is asked for. */
export function chooseLanguage(acceptLanguage: string | undefined): Language {
  let best: { readonly language: Language; readonly quality: number } = { language: 'en', quality: 0 };
  for (const range of (acceptLanguage ?? '').split(',')) {
    const [, tag = '', quality = '1'] = RANGE.exec(range) ?? [];
    const language = toLanguage(tag.toLowerCase());
    if (language !== null && Number(quality) > best.quality) best = { language, quality: Number(quality) };
  }
  return best.language;
}

function toLanguage(tag: string): Language | null {
  if (tag === 'zh') return 'zh';
  return tag === 'en' || tag === '*' ? 'en' : null;
}
