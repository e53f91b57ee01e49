/** FNV-1a, 32 bits: spreads a text over numbers for pictures. Not for anything secret. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Yellow and olive turn to mud when they are dark; the hues from here through blue and red to orange do not. */
const FIRST_HUE = 140;
const HUES = 265;

/** A hue in degrees that is always the same for the same text. */
export function hueOf(text: string): number {
  return (FIRST_HUE + (hashText(`hue:${text}`) % HUES)) % 360;
}

/** Endless numbers from 0 to `below - 1`, the same sequence for the same text. */
export function seededChoices(text: string): (below: number) => number {
  let state = hashText(text) || 1;
  return (below) => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
