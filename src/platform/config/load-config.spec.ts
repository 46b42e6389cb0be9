import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StartUpError } from '../start-up-error.js';
import { environmentSchema } from './config.js';
import { loadConfig } from './load-config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'insat-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const complaint = (environment: Record<string, string>): string => {
  try {
    loadConfig(environment, folder);
  } catch (error) {
    if (error instanceof StartUpError) return error.message;
  }
  return 'no complaint';
};

describe('the configuration', () => {
  test('needs nothing', () => {
    const config = loadConfig({}, folder);
    expect(config.env).toMatchObject({ PORT: 3000, ROLE: 'all', NODE_ENV: 'production', LOG_LEVEL: 'info' });
    expect(config.publicUrl).toBe('http://localhost:3000');
    expect(config.dataDir).toBe(join(folder, '.data'));
  });

  test.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'insat.example.org'],
    ['DATABASE_URL', 'mysql://localhost/insat'],
    ['REDIS_URL', 'localhost:6379'],
    ['ROLE', 'everything'],
    ['LOG_LEVEL', 'loud'],
    ['INSAT_SECRET_KEY', 'short'],
    ['INSAT_ADMIN_EMAIL', 'admin'],
    ['INSAT_ADMIN_PASSWORD', 'short'],
    ['TWILIO_ACCOUNT_SID', 'AC123'],
    ['TWILIO_FROM', '0551234567'],
    ['TWILIO_API_BASE_URL', 'api.twilio.com'],
    ['EMAIL_IMAP_URL', 'pop3://mail.example.org'],
    ['EMAIL_SMTP_URL', 'mail.example.org'],
    ['EMAIL_FROM', 'the office'],
    ['EMAIL_INBOUND_TOKEN', 'short'],
  ])('names %s when it is wrong, in one line without its value', (name, value) => {
    const said = complaint({ [name]: value });
    expect(said).toMatch(new RegExp(`^${name} must [^\\n]+\\.$`));
    expect(said).not.toContain(value);
  });

  test('names every wrong value at once, one line each', () => {
    expect(complaint({ PORT: 'x', ROLE: 'y' }).split('\n')).toEqual([
      'PORT must be a port number from 0 to 65535.',
      'ROLE must be one of all, web, worker.',
    ]);
  });

  test('takes an empty value as an unset one', () => {
    const empty = Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, '']));
    expect(loadConfig(empty, folder).env).toEqual(loadConfig({}, folder).env);
  });

  test('fills in from .env what the environment leaves unset', () => {
    writeFileSync(join(folder, '.env'), 'PORT=4000\nROLE="worker"\n# HOST=nowhere\n');
    const { env } = loadConfig({ PORT: '5000', HOST: undefined }, folder);
    expect(env).toMatchObject({ PORT: 5000, ROLE: 'worker', HOST: '0.0.0.0' });
  });

  test('names DATA_DIR when it is no folder that can be written to', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(complaint({ DATA_DIR: join(folder, 'file', 'data') })).toMatch(/^DATA_DIR must [^\n]+$/);
  });
});

describe('the secret key', () => {
  test('is made once, readable by its owner only', () => {
    const first = loadConfig({}, folder).derivedKey('test');
    expect(loadConfig({}, folder).derivedKey('test')).toEqual(first);
    expect(statSync(join(folder, '.data', 'secret.key')).mode & 0o777).toBe(0o600);
  });

  test('may move from the data folder into the environment without changing any derived key', () => {
    const made = loadConfig({}, folder).derivedKey('test');
    const key = readFileSync(join(folder, '.data', 'secret.key'), 'utf8').trim();
    expect(loadConfig({ INSAT_SECRET_KEY: key, DATA_DIR: 'other' }, folder).derivedKey('test')).toEqual(made);
  });

  test('gives every purpose a key of its own', () => {
    const config = loadConfig({}, folder);
    expect(config.derivedKey('one')).toHaveLength(32);
    expect(config.derivedKey('one')).not.toEqual(config.derivedKey('two'));
  });

  test('is never silently replaced when its file is damaged', () => {
    loadConfig({}, folder);
    writeFileSync(join(folder, '.data', 'secret.key'), 'x');
    expect(complaint({})).toMatch(/^INSAT_SECRET_KEY is unset [^\n]+$/);
  });
});
