import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { aptInstall, which } from './installs.js';
import { freePort } from './processes.js';
import { waitFor } from './wait-for.js';

const PASSWORD = 'a-password';
const NOBODY = 65534;

/** Another mail program on the same mailbox, or the world that sends to it. */
export interface MailServer {
  /** For `EMAIL_IMAP_URL`. */
  url: string;
  port: number;
  /** Puts a mail into the mailbox. @returns its UID */
  deliver(raw: string | Buffer, mailbox?: string): Promise<number>;
  /** Does something as another mail program of the same person. */
  asOtherProgram<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** Stops the server; the mail stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Makes the mailbox forget its numbers, as a restored server does: a new UIDVALIDITY. Call it stopped. */
  renumber(): void;
  /** Damages a stored mail so that the server cannot hand it over. */
  damage(part: string): void;
  /** Stops it and deletes everything. */
  close(): Promise<void>;
}

/**
 * Debian's Dovecot with one mailbox, on a free port.
 * @throws Error in one line when Dovecot is absent and cannot be installed
 */
export async function startMailServer(user = 'inbox'): Promise<MailServer> {
  const dovecot = findDovecot();
  const home = mkdtempSync(join(tmpdir(), 'insat-dovecot-'));
  const port = await freePort();
  writeFileSync(join(home, 'dovecot.conf'), configuration(home, port));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'mail'));
  if (process.getuid?.() === 0) chownSync(join(home, 'mail'), NOBODY, NOBODY);

  let server: ChildProcess | undefined;
  const start = async () => {
    const child = spawn(dovecot, ['-F', '-c', join(home, 'dovecot.conf')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    server = child;
    await waitFor(() => isListening(port), { message: () => `Dovecot to listen; it said: ${said}` });
  };
  const stop = async () => {
    const child = server;
    server = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  const asOtherProgram = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const auth = { user, pass: PASSWORD };
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout().catch(() => undefined);
    }
  };
  await start();
  return {
    url: `imap://${user}:${PASSWORD}@127.0.0.1:${port}`,
    port,
    start,
    stop,
    asOtherProgram,
    deliver: (raw, mailbox = 'INBOX') =>
      asOtherProgram(async (client) => {
        const done = await client.append(mailbox, raw);
        if (!done || done.uid === undefined) throw new Error('Dovecot did not take the mail.');
        return done.uid;
      }),
    renumber: () => {
      for (const name of readdirSync(join(home, 'mail', user)).filter((file) => file.startsWith('dovecot'))) {
        rmSync(join(home, 'mail', user, name));
      }
    },
    damage: (part) => {
      for (const folder of ['new', 'cur'].map((name) => join(home, 'mail', user, name))) {
        for (const path of readdirSync(folder).map((name) => join(folder, name))) {
          if (readFileSync(path).includes(part)) chmodSync(path, 0);
        }
      }
    },
    close: async () => {
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function findDovecot(): string {
  const known = () =>
    which('dovecot', '/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot');
  const found = known() ?? (aptInstall('dovecot-imapd') ? known() : undefined);
  if (found) return found;
  throw new Error('The tests need an IMAP server: install Dovecot (Debian: dovecot-imapd) and run again.');
}

function configuration(home: string, port: number): string {
  const isRoot = process.getuid?.() === 0;
  const { username } = userInfo();
  return `
protocols = imap
base_dir = ${home}/run
state_dir = ${home}/run
instance_name = ${home.split('/').at(-1)}
log_path = ${home}/dovecot.log
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
mail_location = maildir:${home}/mail/%u
first_valid_uid = 1
${isRoot ? `mail_uid = ${NOBODY}\nmail_gid = ${NOBODY}\nfirst_valid_gid = 1` : `default_internal_user = ${username}\ndefault_login_user = ${username}\ndefault_internal_group = ${username}`}
mail_max_userip_connections = 50
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = ${isRoot ? `uid=${NOBODY} gid=${NOBODY} ` : ''}home=${home}/mail/%u
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
  ${isRoot ? '' : 'chroot ='}
}
service anvil {
  ${isRoot ? '' : 'chroot ='}
}
`;
}

/** A mail that our side has sent. */
export interface SentMail {
  /** Which delivery reports the sender asked for (RFC 3461). */
  reportsWanted?: string[];
  from: string;
  to: string[];
  raw: Buffer;
}

/** What a server answers at a step of the conversation; nothing = it agrees. */
export type Refusal = { code: number; message: string } | 'hang up' | undefined;

export interface SmtpStandIn {
  /** For `EMAIL_SMTP_URL`. */
  url: string;
  port: number;
  mails: SentMail[];
  /** Refuses recipients until told otherwise. */
  onRecipient: (address: string) => Refusal;
  /** Called once the whole mail is there, before it is confirmed. */
  onMail: (mail: SentMail) => Refusal | Promise<Refusal>;
  close(): Promise<void>;
}

/** A real SMTP server (the `smtp-server` package) that keeps what it gets. */
export async function startSmtpServer(port = 0): Promise<SmtpStandIn> {
  const standIn: SmtpStandIn = {
    url: '',
    port: 0,
    mails: [],
    onRecipient: () => undefined,
    onMail: () => undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const refuse = (refusal: { code: number; message: string }) =>
    Object.assign(new Error(refusal.message), { responseCode: refusal.code });
  const hangUp = () => {
    // Without a word, as a crash or a broken line would.
    for (const connection of server.connections) connection._socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    hideDSN: false,
    logger: false,
    onRcptTo({ address }, _session, done) {
      const refusal = standIn.onRecipient(address);
      if (refusal === 'hang up') hangUp();
      else done(refusal && refuse(refusal));
    },
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
          reportsWanted: rcptTo.flatMap((to) => to.dsn?.notify ?? []),
        };
        const refusal = await standIn.onMail(mail);
        if (refusal === 'hang up') {
          hangUp();
          return;
        }
        if (!refusal) standIn.mails.push(mail);
        done(refusal && refuse(refusal));
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  standIn.port = (server.server.address() as AddressInfo).port;
  standIn.url = `smtp://127.0.0.1:${standIn.port}`;
  return standIn;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('data', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });
}
