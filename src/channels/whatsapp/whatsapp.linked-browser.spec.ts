import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findBrowser, splitArguments } from './whatsapp.linked-browser.js';

describe('the arguments of CHROME_ARGS', () => {
  test.each([
    ['', []],
    ['  --no-sandbox   --disable-gpu ', ['--no-sandbox', '--disable-gpu']],
    [
      '"--rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1" --x',
      ['--rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1', '--x'],
    ],
    ["--rules='a b' --y", ['--rules=a b', '--y']],
    [`--name="it's"`, ["--name=it's"]],
  ])('%s', (line, expected) => {
    expect(splitArguments(line)).toEqual(expected);
  });
});

describe('the browser', () => {
  test('that is named is taken, or none when it cannot be run', () => {
    expect(findBrowser(process.execPath)).toBe(process.execPath);
    expect(findBrowser('/nowhere/chromium', dirname(process.execPath))).toBeNull();
  });
});
