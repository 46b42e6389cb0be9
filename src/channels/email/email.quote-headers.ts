/** A line of a mail's text, once as it stands and once for matching. */
export interface Line {
  text: string;
  /** Without direction marks, vowel signs, tatweel and emphasis; digits in ASCII; one kind of space. */
  clean: string;
  /** Begins with `>`. */
  quoted: boolean;
}

/** What begins at a line. */
export type QuoteStart =
  /** Everything below is an earlier mail, marked or not. */
  | { kind: 'everything' }
  /** A forwarded mail: it is what the person wants to say. */
  | { kind: 'forward' }
  /** "… wrote:", over that many lines. */
  | { kind: 'attribution'; lines: number }
  /** "Sent from my …" in Arabic. */
  | { kind: 'signature' }
  /** What a mailing list adds to every mail. */
  | { kind: 'footer' };

const DIRECTION_MARKS = /[\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const ARABIC_SIGNS = /[\u064b-\u065f\u0670\u0640]/g;

/** A quoted line that was broken in transit: too long, and no sentence ends on it. */
const BROKEN = /^>.{59,}[^.!?:؟>"»)]$/;
const OPEN_ADDRESS = /<[^<>\s]+@[^<>\s]+$/;

/** The lines of a text; the rest of a broken quoted line counts as quoted, a broken address does not. */
export function linesOf(text: string): Line[] {
  const lines = readLines(text);
  for (let at = 1; at < lines.length; at += 1) {
    const [before, line, after] = [lines[at - 1] as Line, lines[at] as Line, lines[at + 1]];
    if (/^>\s*:?$/.test(line.clean) && !before.quoted && OPEN_ADDRESS.test(before.clean)) line.quoted = false;
    else if (!line.quoted && line.clean !== '' && BROKEN.test(before.clean) && (after?.quoted ?? true)) {
      line.quoted = true;
    }
  }
  return lines;
}

function readLines(text: string): Line[] {
  return text.split('\n').map((line) => {
    const clean = line
      .slice(0, 1000)
      .replace(DIRECTION_MARKS, '')
      .replace(ARABIC_SIGNS, '')
      .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
      .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
      .replace(/[\s\u00a0]+/g, ' ')
      .trim();
    return { text: line, clean, quoted: clean.startsWith('>') };
  });
}

/** Names of header lines in quoted blocks, by what they say. */
const LABELS: Record<'from' | 'date' | 'to' | 'subject' | 'other', string[]> = {
  from: ['from', 'من', 'المرسل', 'مرسل من', 'von', 'de', 'da', 'van', 'от', 'kimden', 'od'],
  date: [
    'sent',
    'date',
    'sent on',
    'تم الإرسال',
    'تم الارسال',
    'تاريخ الإرسال',
    'تاريخ الارسال',
    'التاريخ',
    'تاريخ',
    'الإرسال',
    'أرسلت',
    'ارسلت',
    'تمت الإرسال',
    'مرسلة',
    'gesendet',
    'datum',
    'envoyé',
    'enviado',
    'fecha',
    'inviato',
    'data',
    'verzonden',
    'дата',
    'tarih',
    'gönderilen',
    'wysłano',
  ],
  to: [
    'to',
    'إلى',
    'الى',
    'المستلم',
    'المرسل إليه',
    'المرسل اليه',
    'an',
    'à',
    'a',
    'para',
    'aan',
    'кому',
    'kime',
    'do',
  ],
  subject: [
    'subject',
    'الموضوع',
    'موضوع',
    'betreff',
    'objet',
    'asunto',
    'assunto',
    'oggetto',
    'onderwerp',
    'тема',
    'konu',
    'temat',
  ],
  other: [
    'cc',
    'bcc',
    'نسخة',
    'نسخة إلى',
    'نسخة كربونية',
    'نسخه',
    'reply-to',
    'الرد إلى',
    'importance',
    'attachments',
    'المرفقات',
    'kopie',
  ],
};
const LABEL_KIND = new Map(
  Object.entries(LABELS).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
);

const ORIGINAL_MESSAGE =
  /^[-_=*]{2,}\s*(original (message|appointment)|(ال)?رسال[ةه] (ال)?[أا]صلي[ةه]|message d'origine|message original|ursprüngliche nachricht|oprindelig besked|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|исходное сообщение|orijinal mesaj)\s*[-_=*]{0,}$/i;
const FORWARDED =
  /^[-_=*]{0,}\s*(begin )?(forwarded message|fwd|((بدء|بداية) )?(ال)?رسال[ةه] (ال)?(معاد (توجيهها|إرسالها)|محول[ةه]|ممرر[ةه]|موجه[ةه]|مرسل[ةه] سابقا|مُ?عاد توجيهها|[إا]عاد[ةه] توجيه)|weitergeleitete nachricht|message transféré|mensaje reenviado)\s*:?\s*[-_=*]{0,}$/i;

const ARABIC_OPENING = /^[-*\s]*(في|بتاريخ|يوم|وفي|وبتاريخ|على|كتب|كتبت)[ ،,]/;
const ARABIC_VERB =
  /(تمت كتابة ما يلي|كتب|كتبت|كتب\/ت|كتب\/كتبت|جاء من|ورد من|[أا]رسلت?|بواسطة)(?=[ ،,:"“<(]|$)/;
const ARABIC_SURE = /تمت كتابة ما يلي|جاء من|<[^<>]*@|\S@\S+\.\S/;
const NAME_WROTE = /^[^:]{1,80}<[^\s<>]+@[^\s<>]+>\s*(كتب|كتبت|كتب\/ت)\s*:$/;
const ON = /^[-*\s]*On /;
// Both are looked for before anything in front of them: one pass, however the line was made.
const WROTE = /\bwrote:?[-*\s]*$/;
const ADDRESS_AND_COLON = /<\s?[^\s<>]+@[^\s<>]+\s?> ?:$/;
const TIME = /\d{1,2}[:.]\d{2}/;
const SENT_FROM =
  /^(مرسل|مرسله|مرسلة|[أا]رسل|[أا]رسلت|تم ال[إا]رسال) (من|بواسطة|عبر) .{1,50}$|^(احصل على|الحصول على|تنزيل) outlook .{1,60}$/i;

/** Longest "… wrote:" line, wrapped lines joined. */
const MAX_ATTRIBUTION = 500;

/** What begins at line `at`, if anything of an earlier mail does. */
export function quoteStart(lines: Line[], at: number): QuoteStart | null {
  const line = lines[at];
  if (!line || line.clean === '' || line.quoted) return null;
  if (FORWARDED.test(line.clean)) return { kind: 'forward' };
  if (ORIGINAL_MESSAGE.test(line.clean)) return { kind: 'everything' };
  if (isHeaderBlock(lines, /^_{5,}$|^-{5,}$/.test(line.clean) ? nextFilled(lines, at) : at))
    return { kind: 'everything' };
  if (
    /^_{20,}$/.test(line.clean) &&
    /mailing list|https?:/i.test(lines[nextFilled(lines, at)]?.clean ?? '')
  ) {
    return { kind: 'footer' };
  }
  const wrapped = attributionLines(lines, at);
  if (wrapped > 0) return { kind: 'attribution', lines: wrapped };
  if (SENT_FROM.test(line.clean) && !line.clean.endsWith(':')) return { kind: 'signature' };
  return null;
}

function nextFilled(lines: Line[], at: number): number {
  let next = at + 1;
  while (next < lines.length && next < at + 4 && lines[next]?.clean === '') next += 1;
  return next;
}

function labelOf(line: Line): string | undefined {
  const match = /^[*_]{0,2}([^:<>@*]{1,24}?)[*_]{0,2} ?[:：]/.exec(line.clean);
  return match ? LABEL_KIND.get((match[1] as string).trim().toLowerCase()) : undefined;
}

/** From, Sent, To, Subject under each other: three of them, the first saying from whom. */
function isHeaderBlock(lines: Line[], at: number): boolean {
  const first = lines[at];
  if (!first || labelOf(first) !== 'from') return false;
  const kinds = new Set<string>();
  let wrapped = 0;
  for (let next = at; next < Math.min(lines.length, at + 12); next += 1) {
    const line = lines[next] as Line;
    if (line.clean === '') {
      // Some programs put an empty line between the fields.
      if (wrapped > 0) break;
      wrapped += 1;
      continue;
    }
    const kind = labelOf(line);
    if (kind) {
      kinds.add(kind);
      wrapped = 0;
    } else {
      wrapped += 1;
      if (wrapped > 2) break;
    }
  }
  kinds.delete('other');
  // People begin letters with "from", "to" and "subject" too; programs add when, or whose address.
  return kinds.size >= 3 && (kinds.has('date') || first.clean.includes('@'));
}

/** How many lines from `at` form one "… wrote:"; 0 when they do not. */
function attributionLines(lines: Line[], at: number): number {
  const start = lines[at] as Line;
  const english = ON.test(start.clean);
  const arabic = ARABIC_OPENING.test(start.clean) || NAME_WROTE.test(start.clean);
  if (!english && !arabic && !/\d/.test(start.clean)) return 0;
  let joined = '';
  for (let count = 1; count <= 4; count += 1) {
    const line = lines[at + count - 1];
    if (!line || line.clean === '' || line.quoted) return 0;
    joined = joined === '' ? line.clean : `${joined} ${line.clean}`;
    if (joined.length > MAX_ATTRIBUTION) return 0;
    if (english && isEnglish(joined)) return count;
    if (arabic && isArabic(joined, lines, at + count)) return count;
    if (
      hasDigitBefore(ADDRESS_AND_COLON, joined) &&
      TIME.test(joined) &&
      lines[nextFilled(lines, at + count - 1)]?.quoted
    )
      return count;
  }
  return 0;
}

function isEnglish(joined: string): boolean {
  return hasDigitBefore(WROTE, joined) && (TIME.test(joined) || /[@<,]/.test(joined));
}

function hasDigitBefore(end: RegExp, line: string): boolean {
  const at = line.search(end);
  return at > 0 && /\d/.test(line.slice(0, at));
}

function isArabic(joined: string, lines: Line[], next: number): boolean {
  if (NAME_WROTE.test(joined)) return true;
  const line = joined.replace(/[-*\s]+$/, '');
  const ends = line.endsWith(':') || (line !== joined && /^-/.test(joined));
  if (!ends || !/\d/.test(line) || !ARABIC_VERB.test(line)) return false;
  return ARABIC_SURE.test(line) || TIME.test(line) || lines[nextFilled(lines, next - 1)]?.quoted === true;
}
