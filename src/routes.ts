import 'reflect-metadata';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { InitializeOnPreviewAllowlist } from '@nestjs/core/inspector/initialize-on-preview.allowlist.js';
import { AppModule } from './app.module.js';
import { AccessModule } from './platform/access/access.module.js';
import { type Door, Doors } from './platform/access/doors.js';
import type { Config } from './platform/config/config.js';

// `npm run routes`: every route and socket event, and who may use it. Only the classes are looked at: nothing is
// started, no database is needed.
for (const module of [AccessModule, DiscoveryModule]) InitializeOnPreviewAllowlist.add(module);
const app = await NestFactory.createApplicationContext(
  AppModule.of({} as Config, 'postgres://nobody@localhost/none'),
  { preview: true, logger: ['error'] },
);
const doors = app.get(Doors).all();
const width = Math.max(...doors.map((door) => door.name.length)) + 2;
const lines = doors.sort(byPath).map((door) => `${door.name.padEnd(width)}${whoMay(door)}`);
process.stdout.write(`${lines.join('\n')}\n`);

function whoMay({ rule }: Door): string {
  if (!rule) return 'NO RULE: the boot fails';
  if (rule.kind === 'permission') return [rule.permission, ...rule.or].join(' or ');
  return rule.kind === 'signed-in' ? '(signed in)' : `(public: ${rule.why})`;
}

function byPath(a: Door, b: Door): number {
  const path = (door: Door) => door.name.slice(door.name.indexOf(' '));
  return path(a).localeCompare(path(b)) || a.name.localeCompare(b.name);
}
