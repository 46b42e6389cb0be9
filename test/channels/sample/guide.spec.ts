import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../../..');
const guide = readFileSync(join(root, 'docs/adding-a-channel.md'), 'utf8');
/** Files that only the sample needs: what runs it, and what tests that. */
const OWN = ['fax.app.ts', 'fax.spec.ts', 'guide.spec.ts'];

const quoted = new Map(
  [...guide.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [name, code]),
);

test('the guide quotes every file of the sample', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !OWN.includes(name));
  expect([...quoted.keys()].sort()).toEqual(files.sort());
});

test.each([...quoted])('the guide quotes %s as it is', (name, code) => {
  expect(code).toBe(readFileSync(join(import.meta.dirname, name), 'utf8'));
});

test('the guide names only files that exist', () => {
  const paths = [...guide.matchAll(/`((?:src|test|web|docs)\/[\w./-]+\.\w+)`/g)].map(([, path = '']) => path);
  const toBeWritten = 'test/channels/contract/fax.driver.ts';
  const tracked = paths.filter((path) => path !== toBeWritten);
  expect(tracked.length).toBeGreaterThan(5);
  for (const path of tracked) expect(readFileSync(join(root, path), 'utf8')).not.toBe('');
});
