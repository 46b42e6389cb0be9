import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { environmentSchema } from '../../src/platform/config/config.js';

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, '.env.example'), 'utf8');
const example = parseEnv(text);
const variables = Object.keys(environmentSchema.shape);

describe('.env.example', () => {
  test('names every variable that the hub reads, and no other', () => {
    expect(Object.keys(example).sort()).toEqual([...variables].sort());
  });

  test('shows the defaults: copied as it is, it changes nothing', () => {
    expect(environmentSchema.parse(example)).toEqual(environmentSchema.parse({}));
  });

  test('has a row in the table of the README for each variable', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
