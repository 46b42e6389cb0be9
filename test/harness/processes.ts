import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A child process with what it said so far. */
export interface TestProcess {
  child: ChildProcess;
  /** Standard output and error together. */
  output(): string;
  /** Resolves with the exit code (or the signal's name) when it ends. */
  ended: Promise<number | string>;
}

/** Starts a process that the end of the test run would clear away, should the test forget it. */
export function startProcess(command: string, args: string[], options: SpawnOptions = {}): TestProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  if (child.pid) writeFileSync(join(testFolder(), 'pids', String(child.pid)), command);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    child.once('error', (error) => {
      said += error.message;
      resolve('error');
    });
  });
  return { child, output: () => said, ended };
}

/** The machine's processes. Bare Linux machines have no `ps`. */
export function listProcesses(): { pid: number; parent: number; args: string }[] {
  if (!existsSync('/proc/self/stat')) {
    const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
    return [...table.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, pid, parent, args]) => ({
      pid: Number(pid),
      parent: Number(parent),
      args: args ?? '',
    }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parent, args }];
      } catch {
        return []; // it has just ended
      }
    });
}

/** Those whose command line names this folder and PostgreSQL: an embedded database and its supervisor. */
export function postgresProcessesOf(folder: string): { pid: number; parent: number; args: string }[] {
  return listProcesses().filter(({ args }) => args.includes(folder) && args.includes('postgres'));
}

/** The temporary folder of this run. */
export function testFolder(): string {
  const folder = process.env['INSAT_TEST_FOLDER'];
  if (!folder) throw new Error('Run the tests through jest: its global setup starts the database.');
  return folder;
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
