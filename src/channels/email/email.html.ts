import { type FormatCallback, htmlToText } from 'html-to-text';

/** Longer HTML is stripped of its tags without being understood. */
const MAX_HTML = 400 * 1024;
/** Elements inside each other; beyond it the converter's parser becomes slow. */
const MAX_DEPTH = 500;
/** Depth times length: the converter copies what is inside an element once for each that it is in. */
const MAX_COPIED = 8 * 1024 * 1024;

/** How mail programs wrap the mail that is being answered. */
const QUOTES = [
  'blockquote',
  'div.gmail_quote',
  'div.gmail_attr',
  'div.gmail_extra > div.gmail_quote',
  'div.moz-cite-prefix',
  'div.yahoo_quoted',
  'div.protonmail_quote',
  'div.zmail_extra',
  'div.OutlookMessageHeader',
  'div#divRplyFwdMsg',
  'div#mail-editor-reference-message-container',
];

/** Each line of what is inside gets a `>`, as a text mail would have it. */
const quote: FormatCallback = (element, walk, builder, options) => {
  builder.openBlock({ leadingLineBreaks: 2, reservedLineLength: 2 });
  walk(element.children, builder);
  builder.closeBlock({
    trailingLineBreaks: 2,
    blockTransform: (block) =>
      options.forward || isForward(block) ? block : block.replace(/^>?/gm, (mark) => (mark ? '>>' : '> ')),
  });
};

const isForward = (block: string): boolean =>
  /^[-_\s]{0,40}(forwarded message|رسالة (معاد|مُعاد|محول|موجه))/i.test(block.slice(0, 200));

/** The text that a reader of the HTML sees; quoted mails carry `>`. Never throws, never hangs. */
export function textOfHtml(html: string): string {
  if (html.length > MAX_HTML || isTooCostly(html)) return stripped(html);
  try {
    return htmlToText(html, {
      wordwrap: false,
      formatters: { quote },
      limits: { maxInputLength: MAX_HTML, maxDepth: MAX_DEPTH },
      selectors: [
        { selector: 'img', format: 'skip' },
        { selector: 'head', format: 'skip' },
        { selector: 'style', format: 'skip' },
        { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, noAnchorUrl: true } },
        { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
        ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
          selector,
          options: { uppercase: false },
        })),
        { selector: 'table', format: 'block' },
        { selector: 'ul', options: { itemPrefix: '- ' } },
        ...QUOTES.map((selector) => ({ selector, format: 'quote' })),
      ],
    })
      .replace(/\u00a0/g, ' ')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  } catch {
    return stripped(html);
  }
}

/** Counts open elements roughly; a mail that nests so deep, or so much so deep, is made to do harm. */
function isTooCostly(html: string): boolean {
  const most = Math.min(MAX_DEPTH, MAX_COPIED / html.length);
  let depth = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const next = html.charCodeAt(at + 1) | 0x20;
    if (html[at + 1] === '/') depth = Math.max(0, depth - 1);
    else if (
      next >= 0x61 &&
      next <= 0x7a &&
      !/^<(br|hr|img|p|li|td|tr|th|meta|link|input|col|area|wbr|o:p)\b/i.test(html.slice(at, at + 8))
    ) {
      depth += 1;
      if (depth > most) return true;
    }
  }
  return false;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Tags away, line breaks kept: for HTML that nobody should try to understand. */
function stripped(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      text += html.slice(at);
      break;
    }
    text += html.slice(at, open);
    const close = html.indexOf('>', open);
    if (close < 0) {
      text += html.slice(open);
      break;
    }
    if (/^<\/?(p|div|br|tr|li|h\d|blockquote)\b/i.test(html.slice(open, open + 12))) text += '\n';
    at = close + 1;
  }
  return text
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/&#(\d{1,7});/g, (whole, code: string) =>
      Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole,
    )
    .split('\n')
    .map((line) => line.trim())
    .filter((line, at, lines) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .trim();
}
