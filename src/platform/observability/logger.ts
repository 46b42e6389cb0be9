import type { LoggerService } from '@nestjs/common';
import { destination, type Logger as Pino, pino } from 'pino';

/** Nest's own account of how it starts: for whoever debugs, not for the log of every day. */
const TALKATIVE = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'WebSocketsController',
]);

/** Kept out of the log wherever they stand in a logged object. Ids only is the rule; this is the net under it. */
const SECRETS = ['password', 'token', 'secret', 'authorization', 'cookie', 'address', 'text', 'raw'];

/**
 * One JSON line per entry on standard output. Messages are words or an object; `new Logger(context)` of Nest
 * is how the hub's classes reach it.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: Pino;

  constructor(level: string, role: string) {
    this.pino = pino(
      {
        level,
        base: { role, pid: process.pid },
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
      },
      // Written at once: the last lines before a crash are the ones that matter.
      destination({ fd: 1, sync: true }),
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    if (context !== undefined && TALKATIVE.has(context)) this.write('debug', message, rest);
    else this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest hands over (message, …more, context); of `more` an error's stack and a plain message are understood. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = contextOf(rest);
    const more = context === undefined ? rest : rest.slice(0, -1);
    const words = more.find((each): each is string => typeof each === 'string');
    const stack = words?.includes('\n    at ') ? { stack: words } : {};
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) {
      this.pino[level]({ context, ...message, ...stack }, 'stack' in stack ? undefined : words);
    } else this.pino[level]({ context, ...stack }, String(message));
  }
}

function contextOf(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}
