// npm run demo: fills a running hub through its public doors with a morning's worth of messages.
//   node scripts/demo.mjs [--hub http://localhost:3000] [--run <name>] [--seconds 20]
// The same run name again changes nothing: each message keeps its id. Another name is another morning.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import iconv from 'iconv-lite';
import nodemailer from 'nodemailer';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { FILES, MORNING, PEOPLE } from './demo-messages.mjs';

const DIST = resolve(import.meta.dirname, '../dist');
const LAST_MINUTE = Math.max(...MORNING.map((message) => message.at));

const { values: options } = parseArgs({
  options: {
    hub: { type: 'string' },
    run: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    seconds: { type: 'string', default: '20' },
  },
});
const config = await loadHubConfig();
const hub = (options.hub ?? `http://localhost:${config.env.PORT}`).replace(/\/+$/, '');
const statePath = join(config.dataDir, 'demo.json');
const state = readState();
const doors = { sms: smsDoor(), email: emailDoor(), website: websiteDoor() };

await hubReady();
await play();

/** The hub's own reading of the environment, .env and data folder: the demo must sign with the same secrets. */
async function loadHubConfig() {
  const file = join(DIST, 'platform/config/load-config.js');
  if (!existsSync(file)) fail('The hub is not built yet: start it with npm start, then run the demo.');
  const { loadConfig } = await import(file);
  try {
    return loadConfig();
  } catch (error) {
    return fail(error.message);
  }
}

/** When this run began and who its website visitors are, so that a second go finds the same ones. */
function readState() {
  const all = existsSync(statePath) ? JSON.parse(readFileSync(statePath, 'utf8')) : {};
  all[options.run] ??= { startedAt: Date.now(), visitors: {} };
  return { all, ...all[options.run] };
}

function saveState() {
  writeFileSync(statePath, `${JSON.stringify(state.all, null, 2)}\n`, { mode: 0o600 });
}

async function hubReady() {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const ready = await fetch(`${hub}/health/ready`).catch(() => null);
    if (ready?.ok) return;
    await sleep(500);
  }
  fail(`No hub answers at ${hub}. Start it with npm start, or name it with --hub.`);
}

async function play() {
  saveState();
  const pause = (Number(options.seconds) * 1000) / LAST_MINUTE;
  const told = { sms: 0, email: 0, website: 0 };
  const closed = new Map();
  let minute = 0;
  console.log(`A morning at the association, through the doors of ${hub}:\n`);
  for (const [index, message] of MORNING.entries()) {
    const person = PEOPLE[message.who];
    await sleep((message.at - minute) * pause);
    minute = message.at;
    const reason = closed.get(person.channel) ?? (await doors[person.channel](person, message, index));
    if (reason) closed.set(person.channel, reason);
    else {
      told[person.channel] += 1;
      const first = (message.subject ?? message.text).split('\n')[0].slice(0, 70);
      console.log(`  ${person.channel.padEnd(8)} ${first}`);
    }
  }
  console.log(`\n${told.sms} by SMS, ${told.email} by e-mail, ${told.website} on the website.`);
  for (const [channel, reason] of closed) console.log(`Left out: ${channel}. ${reason}`);
  console.log(`See them in the queue: ${config.publicUrl}`);
  if (closed.size === Object.keys(doors).length) process.exitCode = 1;
}

/** Twilio's webhook, signed as Twilio signs: with the auth token, or the key that stands for it in sandbox. */
function smsDoor() {
  const { TWILIO_AUTH_TOKEN, TWILIO_ACCOUNT_SID, TWILIO_FROM, TWILIO_API_BASE_URL } = config.env;
  if (TWILIO_AUTH_TOKEN && TWILIO_ACCOUNT_SID && TWILIO_FROM && !TWILIO_API_BASE_URL) {
    return () =>
      'The hub sends real SMS, and the demo makes it answer: run the demo on a hub without TWILIO_…';
  }
  const token = TWILIO_AUTH_TOKEN ?? config.derivedKey('sandbox:sms').toString('hex');
  const path = '/channels/sms/default/inbound';
  return async (_person, message, index) => {
    const sid = `SM${hash('sms', index).slice(0, 32)}`;
    const form = {
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsSid: sid,
      SmsStatus: 'received',
      AccountSid: TWILIO_ACCOUNT_SID ?? `AC${'0'.repeat(32)}`,
      ApiVersion: '2010-04-01',
      From: `+96652${(Number.parseInt(hash('number', message.who).slice(0, 12), 16) % 1e7).toString().padStart(7, '0')}`,
      FromCountry: 'SA',
      To: TWILIO_FROM?.startsWith('+') ? TWILIO_FROM : '+966520000000',
      Body: message.text,
      NumMedia: '0',
      NumSegments: '1',
    };
    const response = await fetch(hub + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': getExpectedTwilioSignature(token, config.publicUrl + path, form),
      },
      body: new URLSearchParams(form),
    });
    return refusal(response);
  };
}

/** The door for mail servers: one whole mail, as it came over the wire. */
function emailDoor() {
  const token = config.env.EMAIL_INBOUND_TOKEN ?? config.derivedKey('sandbox:email').toString('hex');
  const to = config.env.EMAIL_FROM ?? 'info@association.example';
  return async (person, message, index) => {
    const response = await fetch(`${hub}/channels/email/default/raw`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${token}` },
      body: await mail(person, message, index, to),
    });
    return refusal(response);
  };
}

async function mail(person, message, index, to) {
  const file = message.file && FILES[message.file];
  const [, domain] = person.address.split('@');
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message: bytes } = await composer.sendMail({
    from: { name: person.name, address: person.address },
    to,
    // The morning lies behind us: the last of its mails came just now.
    date: new Date(state.startedAt - (LAST_MINUTE - message.at) * 60_000),
    messageId: `<${hash('mail', index).slice(0, 32)}@${domain}>`,
    ...words(message),
    attachments: file
      ? [{ filename: file.fileName, contentType: file.contentType, content: bytesOf(file) }]
      : [],
    ...(message.automatic && { headers: { 'Auto-Submitted': 'auto-replied' } }),
  });
  return bytes;
}

/** Words and subject; in a charset of their own where the sender's old mail program has one. */
function words({ charset, text, subject }) {
  if (!charset) return { text, subject };
  const encoded = iconv.encode(subject, charset).toString('base64');
  return {
    alternatives: [{ contentType: `text/plain; charset=${charset}`, content: iconv.encode(text, charset) }],
    headers: { Subject: { prepared: true, value: `=?${charset}?B?${encoded}?=` } },
  };
}

/** The widget's own API: a visitor arrives once, then writes; the id of a message makes a repeat harmless. */
function websiteDoor() {
  const base = `${hub}/channels/website/default`;
  const call = (method, path, body, token) =>
    fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
  const arrive = async (person, who) => {
    const pageUrl = `https://www.association.example${person.page}`;
    const arrival = await call('POST', '/visitors', { language: person.language, pageUrl });
    if (!arrival.ok) return arrival;
    state.visitors[who] = (await arrival.json()).token;
    saveState();
    return null;
  };
  return async (person, { who, text }, index) => {
    const write = () => call('POST', '/messages', { id: uuid(index), text }, state.visitors[who]);
    let sent = state.visitors[who] && (await write());
    // No visitor yet, or one of a database that has since been replaced.
    if (!sent || sent.status === 401) {
      const refused = await arrive(person, who);
      if (refused) return refusal(refused);
      sent = await write();
    }
    const first = MORNING.findIndex((message) => message.who === who) === index;
    if (!sent.ok || !first || !person.contact) return refusal(sent);
    return refusal(await call('PUT', '/contact', person.contact, state.visitors[who]));
  };
}

/** Why a door stays closed, or null when it took the message. */
async function refusal(response) {
  if (response.ok) {
    await response.body?.cancel();
    return null;
  }
  const problem = await response.json().catch(() => ({}));
  return `The hub answered ${response.status}: ${problem.params?.reason ?? problem.title ?? response.statusText}`;
}

/** A PDF of one line; enough to be one. */
function bytesOf({ text, title }) {
  if (text) return Buffer.from(text);
  const stream = `BT /F1 24 Tf 72 720 Td (${title}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, '0');
  });
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('');
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>`;
  return Buffer.from(`${pdf}${end}\nstartxref\n${pdf.length}\n%%EOF\n`);
}

/** The same for the same run, and different for every other. */
function hash(...parts) {
  return createHash('sha256')
    .update([options.run, ...parts].join('\n'))
    .digest('hex');
}

/** A UUIDv7 of the run's beginning. */
function uuid(index) {
  const time = (state.startedAt + index).toString(16).padStart(12, '0');
  const rest = hash('uuid', index);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-a${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

function fail(line) {
  console.error(line);
  process.exit(1);
}
