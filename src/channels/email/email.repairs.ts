import { headerToUtf8, type MimeValue, parseMimeValue } from './email.header-text.js';

/** Charset labels made here carry this mark, so that mailparser hands every text to our decoder. */
export const OUR_LABEL = 'x-insat.';

/** Bytes of one header block that are kept; the fields that matter are kept beyond it. */
const HEAD_BUDGET = 256 * 1024;
/** Bytes of one field; References of a long thread stay well below. */
const FIELD_LIMIT = 64 * 1024;
/** Parts that are read. More is an attack; the raw mail is kept whole. */
const PART_LIMIT = 1000;

const NEEDED = new Set([
  'from',
  'to',
  'cc',
  'sender',
  'reply-to',
  'return-path',
  'delivered-to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'content-type',
  'content-disposition',
  'content-transfer-encoding',
  'content-id',
  'mime-version',
  'auto-submitted',
  'precedence',
  'x-failed-recipients',
]);

const LF = 0x0a;
const CR = 0x0d;
const FIELD_NAME = /^([!-9;-~]{1,200})[ \t]*:/;

interface Boundary {
  line: string;
  defaultType: string;
}

/** What is known of the mail while it is copied. */
interface Copy {
  out: Buffer[];
  /** Open boundaries, outermost first, each with the type that its untyped parts have. */
  open: Boundary[];
  /** Header blocks of parts that are no containers. */
  leaves: number;
}

interface Field {
  name: string;
  /** With the name and its line ends. */
  bytes: Buffer;
}

/**
 * The same mail in a form that mailparser reads rightly: header bytes and encoded words in UTF-8, file
 * names in RFC 2231 UTF-8, text parts labelled so that `OUR_LABEL` decoding gets their bytes whatever they
 * claim to be, no line before the header block, and no header block, field or part count beyond reason.
 * Bodies are untouched. Linear in the mail's size.
 */
export function repairMail(raw: Buffer): Buffer {
  const mail = withoutEnvelopeLine(withLineFeeds(raw));
  const copy: Copy = { out: [], open: [], leaves: 0 };
  const { out, open } = copy;
  let at = copyHead(mail, 0, 'text/plain', copy, true);
  let parts = 1;
  while (at < mail.length) {
    const next = nextDelimiter(mail, at, open);
    if (!next) break;
    out.push(mail.subarray(at, next.end));
    at = next.end;
    if (next.closing) continue;
    parts += 1;
    if (parts > PART_LIMIT) return Buffer.concat(out);
    at = copyHead(mail, at, next.defaultType, copy, false);
  }
  out.push(mail.subarray(at));
  return Buffer.concat(out);
}

/** Whether the bytes begin as a mail does. */
export function hasHeader(raw: Buffer): boolean {
  const head = withoutEnvelopeLine(withLineFeeds(raw));
  return /^[a-z0-9][\w.-]{0,100}[ \t]*:/i.test(head.toString('latin1', 0, 210));
}

/** Mail of old Macs ends its lines with CR alone. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(LF) || !raw.includes(CR)) return raw;
  const copy = Buffer.from(raw);
  for (let i = 0; i < copy.length; i += 1) if (copy[i] === CR) copy[i] = LF;
  return copy;
}

/** Drops the `From …` line of an mbox and empty lines in front of the header block. */
function withoutEnvelopeLine(mail: Buffer): Buffer {
  let at = 0;
  while (at < mail.length && (mail[at] === LF || mail[at] === CR)) at += 1;
  const start = mail.toString('latin1', at, at + 6);
  if (/^>?From /.test(start)) {
    const end = mail.indexOf(LF, at);
    at = end < 0 ? mail.length : end + 1;
  }
  return at === 0 ? mail : mail.subarray(at);
}

function nextDelimiter(
  mail: Buffer,
  from: number,
  open: Boundary[],
): { end: number; closing: boolean; defaultType: string } | null {
  if (open.length === 0) return null;
  let at = from - 1;
  for (;;) {
    // The line break before the delimiter may be the last byte of a header block.
    at =
      at >= 0 && mail[at] === LF && mail[at + 1] === 0x2d && mail[at + 2] === 0x2d
        ? at
        : mail.indexOf('\n--', at + 1);
    if (at < 0) return null;
    const lineEnd = mail.indexOf(LF, at + 1);
    const end = lineEnd < 0 ? mail.length : lineEnd + 1;
    if (end - at < 1200) {
      const line = mail.toString('latin1', at + 3, end).trimEnd();
      // A delimiter of an outer multipart ends the inner ones, closing delimiters and all.
      const at0 = open.findLastIndex((one) => one.line === line);
      const at1 =
        at0 >= 0 || !line.endsWith('--') ? -1 : open.findLastIndex((one) => `${one.line}--` === line);
      const owner = open[Math.max(at0, at1)];
      if (owner) {
        open.length = at0 >= 0 ? at0 + 1 : at1;
        return { end, closing: at1 >= 0, defaultType: owner.defaultType };
      }
    }
    at += 1;
  }
}

/** Copies one header block, repaired, and returns where its body starts. */
function copyHead(mail: Buffer, start: number, defaultType: string, copy: Copy, root: boolean): number {
  const { out, open } = copy;
  const { fields, end } = readHead(mail, start);
  const first = (name: string) => fields.find((field) => field.name === name);
  const typeField = first('content-type');
  const dispositionField = first('content-disposition');
  const type = typeField ? parseMimeValue(afterColon(typeField), null) : null;
  const hint = type?.params.get('charset') ?? null;
  let disposition = dispositionField ? parseMimeValue(afterColon(dispositionField), hint) : null;
  const fileName = disposition?.params.get('filename') ?? nameOf(type, typeField, hint) ?? null;

  let spent = 0;
  for (const field of fields) {
    if (field === typeField || field === dispositionField) continue;
    if (field.name === 'content-type' || field.name === 'content-disposition') continue;
    spent += field.bytes.length;
    if (spent > HEAD_BUDGET && !(NEEDED.has(field.name) && spent < HEAD_BUDGET * 3)) continue;
    out.push(repairField(field, hint));
  }
  const mended = mendType(type, defaultType, disposition, fileName, root);
  if (mended) {
    const boundary = /^multipart\//.test(mended.value) ? type?.params.get('boundary')?.trimEnd() : undefined;
    if (boundary)
      open.push({
        line: boundary,
        defaultType: mended.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
      });
    out.push(Buffer.from(`Content-Type: ${written(mended)}\n`));
  }
  if (mended && !mended.value.startsWith('multipart/')) copy.leaves += 1;
  // A named text behind another part is a file, also where its program calls it inline.
  if (copy.leaves > 1 && fileName !== null && mended?.value.startsWith('text/')) {
    disposition = { value: 'attachment', params: new Map() };
  }
  if (disposition) {
    const params = new Map(fileName === null ? [] : [['filename', fileName]]);
    out.push(Buffer.from(`Content-Disposition: ${written({ value: disposition.value, params })}\n`));
  }
  out.push(Buffer.from('\n'));
  return end;
}

/** Reads a header block; a line that can be no header ends it, though the empty line is missing. */
function readHead(mail: Buffer, start: number): { fields: Field[]; end: number } {
  const fields: Field[] = [];
  let at = start;
  let open: { name: string; from: number } | null = null;
  const close = (to: number) => {
    if (open) fields.push({ name: open.name, bytes: mail.subarray(open.from, to) });
    open = null;
  };
  while (at < mail.length) {
    const lineEnd = mail.indexOf(LF, at);
    const next = lineEnd < 0 ? mail.length : lineEnd + 1;
    const firstByte = mail[at];
    if (firstByte === LF || (firstByte === CR && mail[at + 1] === LF)) {
      close(at);
      return { fields, end: next };
    }
    if (firstByte === 0x20 || firstByte === 0x09) {
      // A continuation of nothing is dropped.
      if (!open && isBlank(mail, at, next)) return { fields, end: next };
    } else {
      close(at);
      const name = FIELD_NAME.exec(mail.toString('latin1', at, Math.min(next, at + 210)))?.[1];
      if (name === undefined) {
        if (mail[at] === 0x2d && mail[at + 1] === 0x2d) return { fields, end: at };
        return { fields, end: at };
      } else open = { name: name.toLowerCase(), from: at };
    }
    at = next;
  }
  close(at);
  return { fields, end: at };
}

function isBlank(mail: Buffer, from: number, to: number): boolean {
  return to - from < 1000 && mail.toString('latin1', from, to).trim() === '';
}

/** The bytes after the colon, unfolded as they stand. */
function afterColon(field: Field): Buffer {
  return field.bytes.subarray(field.bytes.indexOf(':') + 1, FIELD_LIMIT);
}

function repairField(field: Field, hint: string | null): Buffer {
  let bytes = field.bytes;
  if (bytes.length > FIELD_LIMIT) bytes = Buffer.concat([bytes.subarray(0, FIELD_LIMIT), Buffer.from('\n')]);
  if (bytes.includes(0)) bytes = Buffer.from(bytes.filter((byte) => byte !== 0));
  const plain = !bytes.includes('=?') && bytes.every((byte) => byte < 0x80);
  const repaired = plain ? bytes : headerToUtf8(bytes, hint);
  return repaired.at(-1) === LF ? repaired : Buffer.concat([repaired, Buffer.from('\n')]);
}

/** `name` of a Content-Type, read again with the part's own charset as the hint for raw bytes. */
function nameOf(type: MimeValue | null, field: Field | undefined, hint: string | null): string | undefined {
  if (!type?.params.has('name') || !field) return undefined;
  return hint === null ? type.params.get('name') : parseMimeValue(afterColon(field), hint).params.get('name');
}

/** The type that mailparser shall see; null to leave it to guess from the file name. */
function mendType(
  type: MimeValue | null,
  defaultType: string,
  disposition: MimeValue | null,
  fileName: string | null,
  root: boolean,
): MimeValue | null {
  if (!type && (fileName !== null || disposition?.value === 'attachment')) return null;
  let value = type?.value.replace(/\s.*$/s, '') ?? defaultType;
  // RFC 2045 §5.2: what cannot be a type is plain text.
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(value)) value = value === 'html' ? 'text/html' : defaultType;
  const params = new Map(type?.params ?? []);
  // Without a boundary there are no parts: show what is there.
  if (value.startsWith('multipart/') && !params.get('boundary')) {
    value = root ? 'text/plain' : defaultType;
    params.clear();
  }
  if (fileName !== null) params.set('name', fileName);
  if (value === 'text/plain' || value === 'text/html') {
    params.set('charset', OUR_LABEL + (params.get('charset') ?? '').replace(/[^\w.:+-]/g, ''));
  }
  return { value, params };
}

/** A MIME header's value; parameters beyond ASCII in RFC 2231's UTF-8 form. */
function written({ value, params }: MimeValue): string {
  let text = value;
  for (const [name, content] of params) {
    if (!/^[\w-]+$/.test(name)) continue;
    const clean = content
      .replaceAll('\0', '')
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, 2000);
    text += /^[ -~]*$/.test(clean)
      ? `;\n ${name}="${clean.replace(/["\\]/g, '\\$&')}"`
      : `;\n ${name}*=utf-8''${encodeURIComponent(Buffer.from(clean).toString()).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
  }
  return text;
}
