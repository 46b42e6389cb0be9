import { createHash } from 'node:crypto';
import type { InboundEvent } from '../core/inbound-gateway.js';

/** Bytes in which the header block is looked for; a mail whose id stands later counts as having none. */
const HEAD_LIMIT = 1024 * 1024;
/** Bytes of one field that are looked at. */
const FIELD_LIMIT = 16 * 1024;
const MAX_ID = 500;
const NO_SENDER = 'unknown@invalid';

const LF = 0x0a;

interface Sniffed {
  'message-id': string;
  from: string;
  'content-type': string;
}

/**
 * What the journal needs of a mail, without parsing it: its id (else a hash of its bytes), who wrote it, and
 * whether it reports on a mail of ours. Reads the header block once, front to back; never throws.
 */
export function journalEntry(raw: Buffer): InboundEvent {
  const head = sniff(raw);
  return {
    kind: /report-type\s*=\s*"?delivery-status/i.test(head['content-type']) ? 'status' : 'message',
    externalId: idIn(head['message-id']) ?? `sha256:${createHash('sha256').update(raw).digest('hex')}`,
    sender: addressIn(head.from),
    raw,
  };
}

/** The first of each field that counts. */
function sniff(raw: Buffer): Sniffed {
  const found: Partial<Sniffed> = {};
  const limit = Math.min(raw.length, HEAD_LIMIT);
  let at = 0;
  while (at < limit && (raw[at] === LF || raw[at] === 0x0d)) at += 1;
  while (at < limit) {
    const end = lineEnd(raw, at);
    const first = raw[at] as number;
    if (first === LF || (first === 0x0d && raw[at + 1] === LF)) break;
    // F, M and C begin the fields looked for, in either case.
    const letter = first | 0x20;
    if (letter === 0x66 || letter === 0x6d || letter === 0x63) {
      const name = /^(from|message-id|content-type)[ \t]*:/i.exec(raw.toString('latin1', at, at + 20))?.[1];
      const key = name?.toLowerCase() as keyof Sniffed | undefined;
      if (key !== undefined && found[key] === undefined) {
        let next = end;
        while (next < limit && next - at < FIELD_LIMIT && (raw[next] === 0x20 || raw[next] === 0x09)) {
          next = lineEnd(raw, next);
        }
        const value = raw.toString('utf8', at, Math.min(next, at + FIELD_LIMIT));
        found[key] = value.slice(value.indexOf(':') + 1).replace(/\r?\n[ \t]*/g, ' ');
        if (
          found.from !== undefined &&
          found['message-id'] !== undefined &&
          found['content-type'] !== undefined
        )
          break;
        at = next;
        continue;
      }
    }
    at = end;
  }
  return { 'message-id': '', from: '', 'content-type': '', ...found };
}

function lineEnd(raw: Buffer, from: number): number {
  const end = raw.indexOf(LF, from);
  return end < 0 ? raw.length : end + 1;
}

/** `<…>` without white space inside; an empty or torn one is none. */
function idIn(value: string): string | null {
  const id = /<([^<>\s]+)>/.exec(value)?.[1] ?? /^\s*([^<>\s]+@[^<>\s]+)\s*$/.exec(value)?.[1];
  return id === undefined || id.length > MAX_ID ? null : `<${id.replaceAll('\0', '')}>`;
}

/** The address that keeps one person's mails in order; the parser decides who the sender is. */
function addressIn(from: string): string {
  const plain = from.slice(0, 2048).replace(/"(?:[^"\\]|\\.)*"/g, ' ');
  const address =
    /<\s*([^<>\s@]+@[^<>\s@]+)\s*>/.exec(plain)?.[1] ?? /([^\s,;:<>()"@]+@[^\s,;:<>()"@]+)/.exec(plain)?.[1];
  return (address ?? NO_SENDER).replaceAll('\0', '').toLowerCase().slice(0, 320);
}
