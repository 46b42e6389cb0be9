import bidiFactory from 'bidi-js';

// Its types speak of an ES module; Node gets the CommonJS one, which is the factory itself.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

export type Direction = 'rtl' | 'ltr';

/** What the shaper has to be told: Arabic joins its letters and runs from the right, everything else does neither. */
export type Script = 'arab' | 'latn';

/** Text that runs one way, its characters in the order of reading. */
export interface Run {
  text: string;
  script: Script;
}

/** One line of a paragraph: its runs from left to right. */
export interface Line {
  direction: Direction;
  runs: Run[];
}

/**
 * Phone, file and reference numbers whose parts would change places inside Arabic, by the bidirectional algorithm's
 * own rules: those with a plus sign, spaces or hyphens. The page keeps them in order in the same way (`web/src/lib/bidi.ts`).
 */
const NUMBER_RUN = /(?=[+\d][\d -]{5,})(?:\+\d[\d -]*\d|\d+(?:[ -]\d+)+)/g;
/** LEFT-TO-RIGHT EMBEDDING … POP DIRECTIONAL FORMATTING */
const keepNumbers = (text: string): string => text.replace(NUMBER_RUN, '\u202a$&\u202c');

/** Directional marks have done their work once the order is known; a font draws them as boxes. */
const CONTROL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
const RTL_LETTER = /\p{Script=Arabic}|\p{Script=Hebrew}/u;
const TABS_AND_CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * Breaks a paragraph at its spaces into lines that fit, each with its runs in visual order (UAX #9).
 * @param measure width of a stretch of one word, in the unit of `width`
 */
export function breakLines(
  paragraph: string,
  direction: Direction,
  width: number,
  measure: (text: string, script: Script) => number,
): Line[] {
  const text = keepNumbers(paragraph.replace(TABS_AND_CONTROLS, ' ').trimEnd());
  if (text === '') return [];
  const { levels } = bidi.getEmbeddingLevels(text, direction);
  const widthOf = (start: number, end: number) =>
    runsOf(text, levels, start, end).reduce((sum, run) => sum + measure(run.text, run.script), 0);
  return stretches(text, width, widthOf).map(({ start, end }) => ({
    direction,
    runs: visualRuns(text, levels, start, end),
  }));
}

/** The direction of the first letter that has one; null when there is none. */
export function firstDirection(text: string): Direction | null {
  for (const character of text) {
    if (RTL_LETTER.test(character)) return 'rtl';
    if (/\p{L}/u.test(character)) return 'ltr';
  }
  return null;
}

/** Where lines begin and end, without the spaces around them. A word that is too long for a line is cut. */
function stretches(
  text: string,
  width: number,
  widthOf: (start: number, end: number) => number,
): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  const space = widthOfSpace(widthOf, text);
  let start = -1;
  let end = 0;
  let used = 0;
  const finish = () => {
    if (start >= 0) lines.push({ start, end });
    start = -1;
    used = 0;
  };
  for (const word of wordsOf(text)) {
    const wide = widthOf(word.start, word.end);
    if (start >= 0 && used + space + wide > width) finish();
    if (wide > width) {
      for (const piece of piecesOf(text, word, width, widthOf)) {
        finish();
        ({ start, end } = piece);
        used = widthOf(start, end);
      }
      continue;
    }
    used += (start >= 0 ? space : 0) + wide;
    if (start < 0) start = word.start;
    end = word.end;
  }
  finish();
  return lines;
}

function widthOfSpace(widthOf: (start: number, end: number) => number, text: string): number {
  const at = text.indexOf(' ');
  return at < 0 ? 0 : widthOf(at, at + 1);
}

/** A number that is kept in order is kept together as well, up to the length of an account number. */
function* wordsOf(text: string): Generator<{ start: number; end: number }> {
  for (const match of text.matchAll(/(?:\u202a[^\u202c]{1,36}\u202c|[^ ])+/g))
    yield { start: match.index, end: match.index + match[0].length };
}

/** A link or a number without spaces that is longer than a line. */
function* piecesOf(
  text: string,
  word: { start: number; end: number },
  width: number,
  widthOf: (start: number, end: number) => number,
): Generator<{ start: number; end: number }> {
  let start = word.start;
  let end = start;
  for (const character of text.slice(word.start, word.end)) {
    if (end > start && widthOf(start, end + character.length) > width) {
      yield { start, end };
      start = end;
    }
    end += character.length;
  }
  yield { start, end };
}

interface LevelRun extends Run {
  level: number;
}

/** Stretches of one level, in the order of reading. Brackets of what runs from the right are turned round. */
function runsOf(text: string, levels: Uint8Array, start: number, end: number): LevelRun[] {
  const mirrored = bidi.getMirroredCharactersMap(text, levels, start, Math.max(start, end - 1));
  const runs: LevelRun[] = [];
  for (let index = start; index < end; index += 1) {
    const character = mirrored.get(index) ?? (text[index] as string);
    if (CONTROL.test(character)) continue;
    const level = levels[index] as number;
    const last = runs.at(-1);
    if (last?.level === level) last.text += character;
    else runs.push({ text: character, level, script: level % 2 === 1 ? 'arab' : 'latn' });
  }
  return runs;
}

/** Rule L2: from the highest level down, what stands at it or above is turned round. */
function visualRuns(text: string, levels: Uint8Array, start: number, end: number): Run[] {
  const runs = runsOf(text, levels, start, end);
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level >= 1; level -= 1) {
    let from = 0;
    while (from < runs.length) {
      let to = from;
      while (to < runs.length && (runs[to] as LevelRun).level >= level) to += 1;
      if (to > from) runs.splice(from, to - from, ...runs.slice(from, to).reverse());
      from = to + 1;
    }
  }
  return runs.map(({ text: words, script }) => ({ text: words, script }));
}
