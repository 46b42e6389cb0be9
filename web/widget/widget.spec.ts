import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { newId } from './ids.js';
import { Memory } from './memory.js';
import { readSettings } from './settings.js';
import { dayOf, timeOf, WORDS } from './words.js';

const folder = mkdtempSync(join(tmpdir(), 'widget-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the built widget', () => {
  it('is under 30 kB gzipped with its live line, and holds no way to run text as code or markup', () => {
    const file = join(folder, 'widget.js');
    const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'build.mjs'), file]);
    expect(status).toBe(0);
    const code = readFileSync(file);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(30_000);
    expect(gunzipSync(readFileSync(`${file}.gz`))).toEqual(code);
    expect(brotliDecompressSync(readFileSync(`${file}.br`))).toEqual(code);
    expect(code.toString()).not.toMatch(/\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write/);
  });
});

describe('an id made in the browser', () => {
  it('is a UUIDv7 of its time', () => {
    const id = newId(Date.UTC(2026, 2, 1));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 2, 1));
    expect(new Set(Array.from({ length: 1000 }, () => newId())).size).toBe(1000);
  });
});

describe('the script tag', () => {
  const tag = (dataset: Record<string, string>) =>
    ({ src: 'https://hub.example.org/widget.js?v=2', dataset }) as unknown as HTMLScriptElement;

  it.each([
    ['nothing, on a page that says nothing', {}, '', 'default', 'ar'],
    ['nothing, on an English page', {}, 'en-GB', 'default', 'en'],
    ['nothing, on a French page', {}, 'fr', 'default', 'en'],
    ['Arabic, on an English page', { language: 'ar' }, 'en', 'default', 'ar'],
    ['another account', { account: 'youth' }, 'ar-SA', 'youth', 'ar'],
  ])('may say %s', (_label, dataset, page, account, language) => {
    const settings = readSettings(tag(dataset as Record<string, string>), page);
    expect(settings).toEqual({ hub: 'https://hub.example.org', account, language });
  });
});

describe('the memory', () => {
  const storage = (fails = false) => {
    const items = new Map<string, string>();
    return {
      items,
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (fails) throw new Error('QuotaExceededError');
        items.set(key, value);
      },
    };
  };

  it('loses nothing that another tab has written', () => {
    const shared = storage();
    const [one, other] = [new Memory('k', shared), new Memory('k', shared)];
    one.change(() => ({ token: 'a' }));
    other.change(() => ({ declined: true }));
    expect(one.read()).toEqual({ token: 'a', declined: true, unsent: [] });
  });

  it.each([
    ['is absent', null],
    ['is full', storage(true)],
  ])('remembers for the page when the storage %s', (_label, blocked) => {
    const memory = new Memory('k', blocked);
    memory.change(() => ({ token: 'a' }));
    expect(memory.read().token).toBe('a');
  });

  it('begins anew when what is stored cannot be read', () => {
    const broken = storage();
    broken.items.set('k', '{"token":');
    expect(new Memory('k', broken).read()).toEqual({ token: null, unsent: [], declined: false });
  });
});

describe('the words', () => {
  it('are all there in both languages', () => {
    expect(Object.keys(WORDS.en).sort()).toEqual(Object.keys(WORDS.ar).sort());
    for (const words of Object.values(WORDS)) expect(Object.values(words)).not.toContain('');
  });

  it('name days in both calendars, and today and yesterday as such', () => {
    const now = new Date(2026, 10, 22, 0, 5);
    expect(dayOf('ar', new Date(2026, 10, 22, 0, 1), now)).toBe('اليوم');
    expect(dayOf('ar', new Date(2026, 10, 21, 23, 59), now)).toBe('أمس');
    expect(dayOf('en', new Date(2026, 10, 15, 12), now)).toBe('Sunday 15 November · 5 Jumada II');
    expect(dayOf('ar', new Date(2026, 10, 15, 12), now)).toMatch(/^الأحد، 15 نوفمبر · 5 جمادى الآخرة$/);
    expect(timeOf('ar', new Date(2026, 10, 15, 16, 5))).toMatch(/^4:05\sم$/);
  });
});
