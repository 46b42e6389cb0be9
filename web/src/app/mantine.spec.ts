import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';

const SOURCES = resolve(import.meta.dirname, '..');
const STYLES = dirname(createRequire(import.meta.url).resolve('@mantine/core/styles/baseline.css'));
const MODULES = resolve(STYLES, '../esm/components');
/** What Mantine's own packages for dialogues and notices draw with. */
const INDIRECT = ['Button', 'Group', 'Modal', 'Notification'];

function componentsInUse(): string[] {
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => readFileSync(join(SOURCES, path), 'utf8'));
  const imported = sources.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names]) => names!.split(',')),
  );
  return [...new Set([...imported.map((name) => name.trim()), ...INDIRECT])].filter((name) =>
    /^[A-Z]/.test(name),
  );
}

/** The stylesheets that a component's module and whatever it imports come with. */
function stylesOf(component: string): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const walk = (file: string) => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    const [, sheet] = /([^/\\]+)\.module\.mjs$/.exec(file) ?? [];
    if (sheet && existsSync(join(STYLES, `${sheet}.layer.css`))) found.add(sheet);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/from\s*"(\.[^"]+)"/g)) {
      walk(resolve(dirname(file), path!));
    }
  };
  walk(join(MODULES, component, `${component}.mjs`));
  return found;
}

it('imports the styles of every component in use', () => {
  const needed = new Set(componentsInUse().flatMap((component) => [...stylesOf(component)]));
  const imported = readFileSync(join(import.meta.dirname, 'mantine.css'), 'utf8');
  const missing = [...needed].filter((sheet) => !imported.includes(`/${sheet}.layer.css`));
  expect(needed.size).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
