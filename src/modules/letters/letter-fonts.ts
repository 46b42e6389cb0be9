import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import type { Script } from './letter-lines.js';

/** Amiri, the naskh of official letters, with Latin of its own (SIL Open Font License 1.1). */
const FILES = {
  regular: '@expo-google-fonts/amiri/400Regular/Amiri_400Regular.ttf',
  bold: '@expo-google-fonts/amiri/700Bold/Amiri_700Bold.ttf',
} as const;
export type Weight = keyof typeof FILES;

const require = createRequire(import.meta.url);
/** What stands for a character that the font does not have: an emoji, a script that nobody here reads. */
const UNKNOWN = '\u25a1';
/** Picture characters join several code points into one; none of the parts is worth a box of its own. */
const JOINERS = /[\u200d\ufe0e\ufe0f\u20e3\u{1f3fb}-\u{1f3ff}]/gu;

class LetterFont {
  readonly bytes: Buffer;
  private readonly font: Font;
  private readonly widths = new Map<string, number>();

  constructor(file: string) {
    this.bytes = readFileSync(require.resolve(file));
    this.font = create(this.bytes) as Font;
  }

  /** In points. Words repeat, so each is shaped once. */
  width(text: string, script: Script, size: number): number {
    const key = script + text;
    let units = this.widths.get(key);
    if (units === undefined) {
      units = this.font.layout(text, [], script).advanceWidth;
      if (this.widths.size > 20_000) this.widths.clear();
      this.widths.set(key, units);
    }
    return (units / this.font.unitsPerEm) * size;
  }

  /** The text with a sign in place of what cannot be printed. */
  printable(text: string): string {
    return [...text.replace(JOINERS, '')]
      .map((character) =>
        /\p{Cf}|\s/u.test(character) || this.font.hasGlyphForCodePoint(character.codePointAt(0) as number)
          ? character
          : UNKNOWN,
      )
      .join('');
  }
}

const opened = new Map<Weight, LetterFont>();

/** Opened when the first letter is made. */
export function letterFont(weight: Weight): LetterFont {
  let font = opened.get(weight);
  if (!font) {
    font = new LetterFont(FILES[weight]);
    opened.set(weight, font);
  }
  return font;
}
