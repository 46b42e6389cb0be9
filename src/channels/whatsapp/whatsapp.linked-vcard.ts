/** A contact card as Meta's API would give it. */
export interface Card {
  name: { formatted_name: string };
  org: { company: string };
  phones: { phone: string }[];
  emails: { email: string }[];
}

/** Reads what an officer needs of a vCard (RFC 6350; phones write 2.1 and 3.0). */
export function readVcard(vcard: string): Card {
  // A long line goes on in the next, after a space.
  const lines = vcard.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const values = (name: string) =>
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      const [property = ''] = line.slice(0, colon).split(';');
      const isIt = property.replace(/^.*\./, '').toUpperCase() === name;
      return colon > 0 && isIt ? [unescaped(line.slice(colon + 1))] : [];
    });
  return {
    name: { formatted_name: values('FN')[0] ?? '' },
    org: { company: values('ORG')[0]?.replace(/;+/g, ' ').trim() ?? '' },
    phones: values('TEL').map((phone) => ({ phone: phone.replace(/^tel:/i, '') })),
    emails: values('EMAIL').map((email) => ({ email })),
  };
}

function unescaped(value: string): string {
  return value
    .replace(/\\n/gi, ' ')
    .replace(/\\([,;\\])/g, '$1')
    .trim();
}
