// Checks the paper of an attestation (a PDF that Insat made): whether it is as it was made, and whether what it carries is
// what was signed. Usage: npm run verify-attestation -- file.pdf [--sha256 <hex>]
// Ends with 0 when everything holds, with 1 when anything does not.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inflateSync } from 'node:zlib';
import { PDFiumLibrary } from '@hyzyla/pdfium';

const OWN_HASH = /%Insat-SHA-256 ([0-9a-f]{64})\n$/;
const EMBEDDED =
  /\/Type \/EmbeddedFile\b(?:(?!endobj)[\s\S])*?\/Length (\d+)(?:(?!endobj)[\s\S])*?>>\s*stream\r?\n/g;
/** In the document's information, and in its XMP. */
const KEYWORDS = /[(>]sha256:([0-9a-f]{64})[)<]/g;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The file's attachments, unpacked; null for one that cannot be. */
function attachmentsOf(pdf, text) {
  return [...text.matchAll(EMBEDDED)].map((found) => {
    const start = found.index + found[0].length;
    const packed = pdf.subarray(start, start + Number(found[1]));
    if (!found[0].includes('/FlateDecode')) return packed;
    try {
      return inflateSync(packed);
    } catch {
      return null;
    }
  });
}

/** The words of all pages, without spaces; '' when the file cannot be drawn. */
async function printedIn(pdf) {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    const words = [...document.pages()].map((page) => page.getText()).join('');
    document.destroy();
    return words.replace(/\s/g, '');
  } catch {
    return '';
  } finally {
    library.destroy();
  }
}

function parsed(bytes) {
  try {
    const content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return content?.format === 'insat.attestation/1' ? content : null;
  } catch {
    return null;
  }
}

async function verify(file, expected) {
  const pdf = readFileSync(file);
  const text = pdf.toString('latin1');
  const own = OWN_HASH.exec(text);
  const attachments = attachmentsOf(pdf, text);
  const [signed] = attachments;
  const content = signed && parsed(signed);
  const hash = signed ? sha256(signed) : '';
  const declared = [...text.matchAll(KEYWORDS)].map(([, found]) => found);
  const checks = [
    ['the file is as it was made', own !== null && sha256(pdf.subarray(0, own.index)) === own[1]],
    ['it carries one signed record', attachments.length === 1 && Boolean(content)],
    [
      'its properties name the hash of that record',
      declared.length > 0 && declared.every((one) => one === hash),
    ],
    ['its pages print the hash of that record', hash !== '' && (await printedIn(pdf)).includes(hash)],
    ...(expected ? [['the hash is the one given with --sha256', hash === expected.toLowerCase()]] : []),
  ];
  for (const [what, holds] of checks) console.log(`${holds ? 'ok    ' : 'FAILED'}  ${what}`);
  if (content) {
    console.log(`\nSHA-256      ${hash}`);
    console.log(`Reference    ${content.reference}, as of change ${content.revision}`);
    console.log(`Applicant    ${content.applicant?.name}`);
    console.log(`Declaration  version ${content.declaration?.version}`);
  }
  const holds = checks.every(([, right]) => right);
  console.log(holds ? '\nThis is what was signed.' : '\nThis paper is NOT to be trusted.');
  if (holds && !expected)
    console.log(
      'A forger can make a paper that agrees with itself: compare the SHA-256 with the one Insat shows.',
    );
  return holds;
}

const { values, positionals } = parseArgs({
  options: { sha256: { type: 'string' } },
  allowPositionals: true,
});
if (positionals.length !== 1) {
  console.error('Usage: npm run verify-attestation -- file.pdf [--sha256 <hex>]');
  process.exit(1);
}
process.exit((await verify(positionals[0], values.sha256)) ? 0 : 1);
