/** A number of so many digits is the same number in JavaScript. */
const SAFE_DIGITS = 15;
/** Strings are matched as well, so that digits in somebody's words are left alone. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads JSON as `JSON.parse` does, but a number that JavaScript would round becomes the text of its digits: gateways
 * number their messages beyond 2^53, and a report is found by that number. (In Node 20 a reviver does not get the
 * source text.)
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  const document: unknown = JSON.parse(text);
  // Known to be JSON from here on. Most of it has no such number.
  if (!/\d[\d.]{15}/.test(text)) return document;
  return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (isRounded(token) ? `"${token}"` : token)));
}

function isRounded(token: string): boolean {
  if (token.startsWith('"')) return false;
  const digits = token
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  return digits.length > SAFE_DIGITS && String(Number(token)) !== token;
}
