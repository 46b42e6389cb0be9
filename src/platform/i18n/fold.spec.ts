import { describe, expect, test } from '@jest/globals';
import { sharedCases } from '../../../test/harness/cases.js';
import { fold } from './fold.js';

interface Pair {
  query: string;
  document: string;
  match: boolean;
  level: 'must' | 'should' | 'nice';
  category: string;
}
const { pairs } = sharedCases<{ pairs: Pair[] }>('arabic/search_pairs.json', { pairs: [] });

/** As search does: every word of the query stands somewhere in the document, after folding. */
function finds(query: string, document: string): boolean {
  const folded = fold(document);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

describe('folding for search', () => {
  test('finds what each shared pair says must and should be found', () => {
    const wrong = pairs
      .filter((pair) => pair.level !== 'nice')
      .filter((pair) => finds(pair.query, pair.document) !== pair.match);
    expect(wrong).toEqual([]);
  });

  test.each([
    ['أحمد', 'احمد'],
    ['إيقاف', 'ايقاف'],
    ['آمنة', 'امنه'],
    ['ٱلله', 'الله'],
    ['مستشفى', 'مستشفي'],
    ['مسؤول', 'مسوول'],
    ['شاطئ', 'شاطي'],
    ['مُحَمَّـــد', 'محمد'],
    ['کریم', 'كريم'],
    ['ہزار', 'هزار'],
    ['ۀ', 'ه'],
    ['ﻻ', 'لا'],
    ['ﷲ', 'الله'],
    ['٠١٢٣ ۴۵۶ ７８', '0123 456 78'],
    ['\u200Fأحمد\u200E \u202Bعلي\u202C', 'احمد علي'],
    ['صلّى\u200C', 'صلي'],
    ['Café ÉCOLE Yanbu', 'cafe ecole yanbu'],
    ['ß İ', 'ß i'],
    ['', ''],
    ['👍🏽', '👍🏽'],
  ])('%s becomes %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test('changes nothing the second time', () => {
    for (const { query, document } of pairs) {
      expect(fold(fold(document))).toBe(fold(document));
      expect(fold(fold(query))).toBe(fold(query));
    }
  });
});
