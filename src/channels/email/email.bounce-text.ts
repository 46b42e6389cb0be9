import type { Mail } from './email.mail.js';

/** What a bounce says about one recipient. */
export interface BounceFacts {
  /** Lower case; null when the bounce hides it. */
  address: string | null;
  /** `deferred`: the sender's server goes on trying. `unknown`: it reports something else. */
  outcome: 'failed' | 'deferred' | 'delivered' | 'sent' | 'unknown';
  /** Enhanced status ("5.1.1") or SMTP code, as written. */
  code: string | null;
  /** The remote server's words. */
  detail: string | null;
}

// The look-behind lets a long word be tried once, not from each of its letters.
const ADDRESS = /"[^"\s]{1,64}"@[\w.-]+|(?<![^\s<>()"',;:[\]|{}])[^\s<>()"',;:[\]|{}]+@[\w-]+(?:\.[\w-]+)*/g;
const ENHANCED = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/;
/** Characters of one report field that are looked at. */
const MAX_FIELD = 4_000;
const SMTP_CODE = /(?<![\d.#-])([45]\d\d)(?=[ -]|$)/m;

/** Where a bounce written as a letter begins to show the mail that it returns. */
export const ORIGINAL_BELOW =
  /^[ \t]*(-{2,}.{0,10}(this is a copy|below this line|original m|returned m|enclosed is|the header|message header|included is)|(message headers|original message) follow|.{0,20}below is a copy|-{3,} ?(original|undelivered) |original message:|-{3,}original mail info|(received|return-path|message-id|mime-version) ?:)/im;

const STILL_TRYING =
  /\(delay\)|has been delayed|warning message only|will be retried|will keep trying|will continue|still being retried|not yet been delivered|could not send (message )?for past|delivery (is |has been )?delayed|temporarily deferred|no action is required/i;

/** The per-recipient groups of a `message/delivery-status` (RFC 3464 §2.3). */
export function factsOfReport(report: string): BounceFacts[] {
  const groups = groupsOf(report.replace(/\r\n?/g, '\n')).filter(
    (fields) => fields.has('final-recipient') || fields.has('original-recipient') || fields.has('action'),
  );
  return groups.map((fields) => {
    const recipient = addressIn(fields.get('original-recipient')) ?? addressIn(fields.get('final-recipient'));
    const final = addressIn(fields.get('final-recipient')) ?? recipient;
    const status = ENHANCED.exec(fields.get('status') ?? '')?.[1] ?? null;
    const diagnostic = fields.get('diagnostic-code')?.replace(/^\s*[\w-]+\s*;\s*/, '') ?? '';
    return {
      address: final,
      outcome: outcomeOf(fields.get('action'), status),
      code: status ?? ENHANCED.exec(diagnostic)?.[1] ?? SMTP_CODE.exec(diagnostic)?.[1] ?? null,
      detail: diagnostic.trim().slice(0, 300) || null,
    };
  });
}

/** `Action` tells whether the server gave up; `Status` only tells why (4.x given up on is a failure too). */
function outcomeOf(action: string | undefined, status: string | null): BounceFacts['outcome'] {
  const word = action
    ?.trim()
    .toLowerCase()
    .split(/[\s(;]/)[0];
  if (word === 'failed') return 'failed';
  if (word === 'delayed') return 'deferred';
  if (word === 'delivered') return 'delivered';
  if (word === 'relayed' || word === 'expanded') return 'sent';
  if (status?.startsWith('2')) return 'delivered';
  return status?.startsWith('4') ? 'deferred' : 'failed';
}

/** Groups stand apart by an empty line, or only by a recipient's field coming again. */
function groupsOf(report: string): Map<string, string>[] {
  const groups: Map<string, string>[] = [];
  for (const block of report.split(/\n[ \t]*\n/)) {
    let fields = new Map<string, string>();
    groups.push(fields);
    for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const name = line.slice(0, colon).trim().toLowerCase();
      if (name.endsWith('-recipient') && fields.has(name)) {
        fields = new Map();
        groups.push(fields);
      }
      fields.set(name, line.slice(colon + 1, colon + MAX_FIELD).trim());
    }
  }
  return groups;
}

function addressIn(text: string | undefined): string | null {
  return text?.match(ADDRESS)?.[0]?.toLowerCase() ?? null;
}

/** The same facts from a letter: its words above the returned mail. */
export function factsOfText(body: string, mail: Mail): BounceFacts[] {
  const embedded = /^(final-recipient|original-recipient)[ \t]*:/im.test(body)
    ? factsOfReport(reportIn(body))
    : [];
  if (embedded.length > 0) return embedded;
  const cut = body.search(ORIGINAL_BELOW);
  const words = cut > 0 ? body.slice(0, cut) : body;
  const subject = mail.parsed.subject ?? '';
  const outcome = STILL_TRYING.test(`${subject}\n${words}`) ? 'deferred' : 'failed';
  const code = ENHANCED.exec(words)?.[1] ?? SMTP_CODE.exec(words)?.[1] ?? null;
  const detail = words
    .split('\n')
    .find((line) => ENHANCED.test(line) || SMTP_CODE.test(line))
    ?.trim()
    .slice(0, 300);
  const facts = { outcome, code, detail: detail ?? null } as const;
  const addresses = recipientsIn(words, body, mail);
  return addresses.length > 0
    ? addresses.map((address) => ({ address, ...facts }))
    : [{ address: null, ...facts }];
}

/** From the first report field on: the letter quotes the report instead of attaching it. */
function reportIn(body: string): string {
  const start = body.search(/^(reporting-mta|final-recipient|original-recipient|action)[ \t]*:/im);
  return start < 0 ? body : body.slice(start);
}

function recipientsIn(words: string, body: string, mail: Mail): string[] {
  const stated = mail.header('x-failed-recipients').flatMap((value) => value.match(ADDRESS) ?? []);
  if (stated.length > 0) return unique(stated);
  const own = new Set(
    ['to', 'from', 'return-path']
      .flatMap((name) => mail.header(name))
      .flatMap((value) => unique(value.match(ADDRESS) ?? [])),
  );
  const others = (found: string[]) =>
    unique(found).filter((address) => !own.has(address) && !isServer(address));
  // The address that a line begins with, or that the letter names as the recipient, is the failed one.
  const leading = [
    ...words.matchAll(
      /^[ \t*]*(?:(?:recipient|to|rcpt to)[ \t]*)?(?::[ \t]*)?<?([^\s<>*][^\s<>]*@[\w.-]+)>?/gim,
    ),
  ].map((match) => match[1] as string);
  const named = [
    ...words.matchAll(/(?:your mail to|deliver message to|rcpt to:|recipient:)\s*<?([^\s<>]+@[\w.-]+)>?/gi),
  ].map((match) => match[1] as string);
  for (const found of [
    others([...named, ...leading]),
    unique([...named, ...leading]),
    others(words.match(ADDRESS) ?? []).filter((address) => !isServer(address)),
  ])
    if (found.length > 0) return found.slice(0, 20);
  const returned = /^[> \t]*to[ \t]*:(.*)$/im.exec(body.slice(words.length))?.[1] ?? enclosedTo(mail);
  return others(returned.match(ADDRESS) ?? []).slice(0, 20);
}

function enclosedTo(mail: Mail): string {
  const enclosed = mail.parsed.attachments.find((part) =>
    /^(message|text)\/rfc822/.test(part.contentType ?? ''),
  );
  return /^to[ \t]*:(.*)$/im.exec(enclosed?.content.toString('latin1', 0, 65_536) ?? '')?.[1] ?? '';
}

const isServer = (address: string): boolean => /^(mailer-daemon|postmaster|abuse|support)@/.test(address);

const unique = (addresses: string[]): string[] => [
  ...new Set(addresses.map((address) => address.toLowerCase().replace(/[.,:;]+$/, ''))),
];
