import { Transform, type TransformCallback } from 'node:stream';
import { type AddressObject, type IconvConstructor, type ParsedMail, simpleParser } from 'mailparser';
import { decodeBytes } from './email.charsets.js';
import { hasHeader, OUR_LABEL, repairMail } from './email.repairs.js';

/** A mail as mailparser reads it once its labels are put right. */
export interface Mail {
  parsed: ParsedMail;
  /** Every value of a header field, in order, unfolded and decoded to UTF-8. */
  header(name: string): string[];
}

const META = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i;

/** A text part's bytes, decoded at its end by what they are and not by what they are called. */
class PartDecoder extends Transform {
  private readonly chunks: Buffer[] = [];

  constructor(private readonly charset: string) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.chunks.push(chunk);
    done();
  }

  override _flush(done: TransformCallback): void {
    const label = this.charset.startsWith(OUR_LABEL) ? this.charset.slice(OUR_LABEL.length) : this.charset;
    const bytes = Buffer.concat(this.chunks);
    // HTML may say inside what its header does not.
    const hint = label === '' ? META.exec(bytes.toString('latin1', 0, 4096))?.[1] : undefined;
    done(null, decodeBytes(bytes, label, hint ?? null));
  }
}

/**
 * Reads a mail. Damage inside it is mended or shown as it is.
 * @throws Error when the bytes are no mail at all; the message says why
 */
export async function readMail(raw: Buffer): Promise<Mail> {
  if (raw.length === 0) throw new Error('The mail is empty.');
  if (!hasHeader(raw)) throw new Error('The bytes begin with no header field: this is no mail.');
  const repaired = repairMail(raw);
  let parsed: ParsedMail;
  try {
    parsed = await simpleParser(repaired, {
      Iconv: PartDecoder as unknown as IconvConstructor,
      ignoreEmbedded: true,
      keepDeliveryStatus: true,
      keepCidLinks: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      checksumAlgo: false,
      maxHeadSize: 8 * 1024 * 1024,
      maxChildNodes: 2000,
      // Its own conversion can be kept busy for minutes; the parser reads HTML with ours.
      maxHtmlLengthToParse: 1,
    });
  } catch (error) {
    throw new Error(`The mail cannot be parsed: ${(error as Error).message}`, { cause: error });
  }
  const lines = parsed.headerLines ?? [];
  return {
    parsed,
    header: (name) =>
      lines
        .filter((line) => line.key === name)
        .map((line) =>
          Buffer.from(line.line.slice(line.line.indexOf(':') + 1), 'latin1')
            .toString('utf8')
            .replace(/\r?\n[ \t]*/g, ' ')
            .trim(),
        ),
  };
}

/** The mailboxes of an address header, groups opened, in order. */
export function mailboxes(
  header: AddressObject | AddressObject[] | undefined,
): { address: string; name: string }[] {
  return [header ?? []]
    .flat()
    .flatMap((object) =>
      object.value.flatMap((entry) =>
        (entry.group ?? [entry]).map((one) => ({ address: one.address ?? '', name: one.name ?? '' })),
      ),
    );
}
