import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { StartUpError } from '../start-up-error.js';
import { Config, type Environment, environmentSchema } from './config.js';

/**
 * Reads and checks the environment. A `.env` file in `cwd` fills in what the environment does not set.
 * Makes the data folder and, when `INSAT_SECRET_KEY` is unset, the secret key inside it.
 * @throws StartUpError with one line per wrong value, each naming its variable
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  cwd = process.cwd(),
): Config {
  const parsed = environmentSchema.safeParse({ ...readDotEnv(cwd), ...definedOnly(environment) });
  if (!parsed.success) throw new StartUpError(describeIssues(parsed.error.issues));
  const dataDir = resolve(cwd, parsed.data.DATA_DIR);
  makeDataDir(dataDir);
  return new LoadedConfig(parsed.data, dataDir, parsed.data.INSAT_SECRET_KEY ?? readSecretKey(dataDir));
}

class LoadedConfig extends Config {
  readonly publicUrl: string;
  protected readonly secret: Buffer;

  constructor(
    readonly env: Environment,
    readonly dataDir: string,
    secretKey: string,
  ) {
    super();
    this.publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
    this.secret = createHash('sha256').update(secretKey, 'utf8').digest();
  }

  derivedKey(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, 'insat', purpose, 32));
  }
}

function readDotEnv(cwd: string): Record<string, string | undefined> {
  const path = join(cwd, '.env');
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Record<string, string | undefined>;
  } catch (error) {
    throw new StartUpError(`The file ${path} cannot be read: ${(error as Error).message}`);
  }
}

/** An undefined value must not hide the one in `.env`. */
function definedOnly(environment: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}

/** Never prints a value: it may be a password. */
function describeIssues(issues: z.core.$ZodIssue[]): string {
  const lines = new Map<string, string>();
  for (const issue of issues) {
    const name = String(issue.path[0]);
    if (lines.has(name)) continue;
    const said = issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue.message;
    lines.set(name, `${name} ${said}.`);
  }
  return [...lines.values()].join('\n');
}

function makeDataDir(dataDir: string): void {
  try {
    // Others may pass through (the database's own user must) but not look around.
    if (!existsSync(dataDir)) {
      mkdirSync(dataDir, { recursive: true });
      chmodSync(dataDir, 0o711);
    }
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartUpError(
      `DATA_DIR must be a folder that the hub can write to: ${(error as Error).message}.`,
    );
  }
}

/** The key kept in the data folder, made on the first start; several processes may start at once. */
function readSecretKey(dataDir: string): string {
  const path = join(dataDir, 'secret.key');
  try {
    if (!existsSync(path)) {
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
      try {
        linkSync(draft, path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        unlinkSync(draft);
      }
    }
    const key = readFileSync(path, 'utf8').trim();
    if (key.length < 32) throw new Error(`${path} is damaged; restore it from a backup`);
    return key;
  } catch (error) {
    throw new StartUpError(
      `INSAT_SECRET_KEY is unset and the key in DATA_DIR cannot be used: ${(error as Error).message}.`,
    );
  }
}
