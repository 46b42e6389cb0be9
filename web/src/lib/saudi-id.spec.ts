import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isSaudiId, latinDigits } from './saudi-id';

const CASES = resolve('../shared/cases/arabic/saudi_ids.json');

describe('isSaudiId', () => {
  it('reads Arabic-Indic digits', () => {
    expect(latinDigits('٠١٢٣٤٥٦٧٨٩ ۰۹')).toBe('0123456789 09');
    expect(isSaudiId('١٠٠٠٠٠٠٠٠٨')).toBe(true);
  });

  it('agrees with the published cases', () => {
    if (!existsSync(CASES)) {
      process.stderr.write('shared cases absent: Saudi IDs not read\n');
      return;
    }
    const { cases } = JSON.parse(readFileSync(CASES, 'utf8')) as {
      cases: { id: string; valid: boolean | null }[];
    };
    // `null`: the sources disagree.
    expect(cases.filter(({ id, valid }) => valid !== null && isSaudiId(id) !== valid)).toEqual([]);
  });
});
