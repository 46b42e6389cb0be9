import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, test } from '@jest/globals';
import { receiptNumber as hubReceiptNumber } from '../../src/channels/forms/forms.receipt.js';
import { problemOf, typedNumber } from './check';
import { DraftStore, newDraft } from './draft';
import { solve } from './proof';
import { asked, type Question, STEPS } from './questions';
import { receiptNumber } from './receipt';
import { sha256Short } from './sha256';
import { WORDS, wordsOf } from './words';

const folder = mkdtempSync(join(tmpdir(), 'forms-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the page is under 20 kB gzipped, and holds no way to run text as code or markup', () => {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'build.mjs'), folder]);
  expect(status).toBe(0);
  const code = ['forms.js', 'proof.js'].map((name) => readFileSync(join(folder, name)));
  const bytes = code.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0);
  expect(bytes).toBeLessThan(20_000);
  expect(code.join()).not.toMatch(/\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write/);
});

describe('the puzzle', () => {
  const hex = (words: Int32Array) =>
    Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

  it.each(['', 'abc', '0123456789abcdef0123456789abcdef99999', 'x'.repeat(55)])(
    'hashes %j as everybody does',
    (text) => {
      expect(hex(sha256Short(text))).toBe(createHash('sha256').update(text).digest('hex'));
    },
  );

  it('is solved when there is an answer, and given up when there is none', () => {
    const salt = 'ab'.repeat(16);
    const target = createHash('sha256').update(`${salt}4711`).digest('hex');
    expect(solve({ salt, target, most: 5_000 })).toBe(4711);
    expect(solve({ salt, target, most: 100 })).toBe(-1);
  });
});

test('page and hub give a form the same receipt number', () => {
  for (let count = 0; count < 200; count += 1) {
    const id = crypto.randomUUID();
    expect(receiptNumber(id)).toBe(hubReceiptNumber(id));
  }
});

describe('an answer', () => {
  const question = (kind: string, more: object = {}) =>
    ({ name: 'x', kind, most: 10, ...more }) as unknown as Question;
  it.each<[string, Question, string | string[] | undefined, string | null]>([
    ['a number in Arabic digits', question('phone'), '٠٥٠ ١٢٣ ٤٥٦٧', null],
    ['a number from abroad', question('phone'), '+44 20 7946 0018', null],
    ['half a number', question('phone'), '0501', 'wrong.phone'],
    ['a number between marks of direction', question('phone'), '\u202a0501234567\u202c', null],
    ['an address', question('email'), 'a@example.com', null],
    ['half an address', question('email'), 'a@example', 'wrong.email'],
    ['an ID', question('id'), '1000000008', null],
    ['an ID with a slip', question('id'), '1000000009', 'wrong.id'],
    ['a count', question('digits'), '٦', null],
    ['too many', question('digits'), '11', 'wrong.x'],
    ['nothing', question('line'), ' ', 'missing.x'],
    ['nothing where nothing is needed', question('line', { optional: true }), undefined, null],
    ['no choice', question('several'), [], 'missing.x'],
    ['more than there is room for', question('words'), 'أ'.repeat(11), 'wrong.long'],
  ])('%s', (_, asking, answer, problem) => {
    expect(problemOf(asking, { x: answer })).toBe(problem);
  });

  it('is asked for only where it is needed', () => {
    const { questions } = STEPS.help.find(({ name }) => name === 'you')!;
    expect(asked(questions, { answerBy: 'email' }).map(({ name }) => name)).toEqual([
      'name',
      'answerBy',
      'email',
    ]);
    expect(asked(questions, { answerBy: 'sms' }).map(({ name }) => name)).toEqual([
      'name',
      'answerBy',
      'phone',
    ]);
    expect(typedNumber(' (٠٥٠) 12-3 ')).toBe('050123');
  });
});

describe('the words', () => {
  it('are all there in both languages', () => {
    expect(Object.keys(WORDS.en).sort()).toEqual(Object.keys(WORDS.ar).sort());
    for (const words of Object.values(WORDS)) expect(Object.values(words)).not.toContain('');
  });

  it('name every question, every choice and what is missing', () => {
    const say = wordsOf('ar');
    for (const [form, steps] of Object.entries(STEPS)) {
      for (const step of steps) {
        expect(say(`step.${step.name}`)).not.toBe(`step.${step.name}`);
        for (const question of step.questions) {
          const { name } = question;
          expect([say(`q.${name}`), say(`q.${name}.${form}`)]).not.toEqual([
            `q.${name}`,
            `q.${name}.${form}`,
          ]);
          if (!question.optional) expect(say(`missing.${name}`)).not.toBe(`missing.${name}`);
          for (const value of 'options' in question ? question.options : []) {
            expect(say(`a.${name}.${value}`)).not.toBe(`a.${name}.${value}`);
          }
        }
      }
    }
  });
});

describe('the draft', () => {
  const storage = () => {
    const items = new Map<string, string>();
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
  };

  it('is there again, each form its own, until it is forgotten', () => {
    const shared = storage();
    const [help, volunteer] = [new DraftStore('help', shared), new DraftStore('volunteer', shared)];
    const draft = { ...newDraft('ar'), step: 3, answers: { name: 'أم سعد' } };
    expect(help.write(draft)).toBe(true);
    expect(help.read()).toEqual(draft);
    expect(volunteer.read()).toBeNull();
    help.forget();
    expect(help.read()).toBeNull();
  });

  it('keeps an ID number only while the form is on its way', () => {
    const store = new DraftStore('help', storage());
    const draft = { ...newDraft('ar'), answers: { name: 'أم سعد', nationalId: '1000000008' } };
    store.write(draft);
    expect(store.read()?.answers).toEqual({ name: 'أم سعد' });
    store.write({ ...draft, pending: true });
    expect(store.read()?.answers).toEqual(draft.answers);
  });

  it('begins anew when what is stored cannot be read, and says when nothing can be kept', () => {
    const broken = storage();
    broken.setItem('insat-form:help', '{"id":');
    expect(new DraftStore('help', broken).read()).toBeNull();
    expect(new DraftStore('help', null).write(newDraft('ar'))).toBe(false);
  });
});
