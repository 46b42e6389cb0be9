import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { parse } from 'node:querystring';
import { checkerOf, refusedByRule } from './twilio-description.mjs';

/**
 * Stands for Twilio's REST API on a local port. Every request is checked against Twilio's published OpenAPI
 * description (path, form, patterns, basic authentication); what it would refuse is refused and listed in
 * `violations`. It also plays Twilio's other part: signed webhooks to the hub. Plain JavaScript, so that
 * jest, the bench and scripts can all use it; types stand in `twilio-stand-in.d.mts`.
 */

const MESSAGES_PATH = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json$/;

const sid = (prefix) => prefix + randomBytes(16).toString('hex');

/** What Twilio puts into X-Twilio-Signature: repeated fields are given as arrays. */
export function signTwilio(authToken, url, form) {
  let signed = url;
  for (const name of Object.keys(form).sort()) {
    for (const value of [...new Set([form[name]].flat())].sort()) signed += name + value;
  }
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}

/** The body of a webhook as bytes on the wire. */
export function formBody(form) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    for (const each of [value].flat()) body.append(name, each);
  }
  return body.toString();
}

export class TwilioStandIn {
  /** Where the REST API is: TWILIO_API_BASE_URL. */
  url = '';
  /** Every request for a message, in order of arrival, accepted or not. */
  requests = [];
  /** What was wrong in requests, by the description. A test asserts that it stays empty. */
  violations = [];
  /** Answers the next requests otherwise than 201: see `refuse`, `hang`, `drop`. */
  #answers = [];
  #media = new Map();
  #waiting = new Set();
  #sockets = new Set();
  #check;
  #server;

  /** Listens on a free local port. */
  static async start(options) {
    const standIn = new TwilioStandIn(options);
    await new Promise((resolve) => standIn.#server.listen(options.port ?? 0, '127.0.0.1', resolve));
    standIn.url = `http://127.0.0.1:${standIn.#server.address().port}`;
    return standIn;
  }

  constructor({ accountSid, authToken, onMessage = null }) {
    this.accountSid = accountSid;
    this.authToken = authToken;
    /** Called after a message was taken, with the message as Twilio would show it. */
    this.onMessage = onMessage;
    this.#check = checkerOf();
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error) => {
        this.violations.push(`the stand-in failed: ${error.message}`);
        response.destroy();
      });
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Messages that were taken. */
  get messages() {
    return this.requests.filter((request) => request.message).map((request) => request.message);
  }

  /** The next `times` requests get this problem, as Twilio words problems. */
  refuse(status, code, { message = 'Refused by the stand-in', headers = {}, times = 1 } = {}) {
    const body = JSON.stringify({
      code,
      message,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status,
    });
    for (let count = 0; count < times; count += 1)
      this.#answers.push({ kind: 'refuse', status, headers, body });
  }

  /** The next request is taken and never answered: the sender runs into its timeout or is killed. */
  hang() {
    this.#answers.push({ kind: 'hang' });
  }

  /** The next request is taken and its connection broken before the answer. */
  drop() {
    this.#answers.push({ kind: 'drop' });
  }

  /** Holds bytes at a media address and returns the address, behind a redirect as at Twilio. */
  addMedia(contentType, content, { status = 200, redirect = true, stateLength = false } = {}) {
    const id = sid('ME');
    const path = `/2010-04-01/Accounts/${this.accountSid}/Messages/${sid('MM')}/Media/${id}`;
    this.#media.set(path, {
      redirect: redirect ? `/storage/${id}` : null,
      contentType,
      content,
      status,
      stateLength,
    });
    this.#media.set(`/storage/${id}`, { open: true, contentType, content, status, stateLength });
    return `https://api.twilio.com${path}`;
  }

  /**
   * A recording of a call, which Twilio names before it has it ready: until `ready` is called it is not found.
   * `url` is what callbacks say; the bytes lie there with `.mp3` behind it.
   */
  addRecording(content, { contentType = 'audio/mpeg' } = {}) {
    const path = `/2010-04-01/Accounts/${this.accountSid}/Recordings/${sid('RE')}`;
    const media = { redirect: null, contentType, content, status: 404, stateLength: true, asked: 0 };
    this.#media.set(`${path}.mp3`, media);
    return {
      url: `https://api.twilio.com${path}`,
      ready: () => {
        media.status = 200;
      },
      /** How often it was asked for. */
      asked: () => media.asked,
    };
  }

  /** The form of a call with every field that Twilio sends. */
  callForm({ from, to = '+15005550006', callSid = sid('CA'), status = 'ringing', ...more }) {
    return {
      Called: to,
      ToState: '',
      CallerCountry: 'SA',
      Direction: 'inbound',
      CallerState: '',
      ToZip: '',
      CallSid: callSid,
      To: to,
      CallerZip: '',
      ToCountry: 'US',
      CalledZip: '',
      ApiVersion: '2010-04-01',
      CalledCity: '',
      CallStatus: status,
      From: from,
      AccountSid: this.accountSid,
      CalledCountry: 'US',
      CallerCity: '',
      ToCity: '',
      FromCountry: 'SA',
      Caller: from,
      FromCity: '',
      CalledState: '',
      FromZip: '',
      FromState: '',
      ...more,
    };
  }

  /** Resolves when `count` messages have been taken; rejects after `timeoutMs`. */
  async taken(count, timeoutMs = 20_000) {
    if (this.messages.length >= count) return this.messages;
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${this.messages.length} of ${count} messages reached the stand-in`));
      }, timeoutMs);
      const look = () => {
        if (this.messages.length < count) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
    return this.messages;
  }

  /**
   * Posts a form to the hub as Twilio does, signed for `url`.
   * `deliverTo` replaces the URL's origin for delivery alone, as a proxy in front of the hub would.
   */
  async post(
    url,
    form,
    { deliverTo = null, signature = signTwilio(this.authToken, url, form), headers = {} } = {},
  ) {
    const target = new URL(url);
    return fetch(deliverTo ? deliverTo + target.pathname + target.search : url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        ...(signature === null ? {} : { 'x-twilio-signature': signature }),
        ...headers,
      },
      body: formBody(form),
    });
  }

  /** The form of an inbound message with every field that Twilio sends. */
  inboundForm({ from, to = '+15005550006', body, messageSid = sid('SM'), media = [], ...more }) {
    return {
      ToCountry: 'US',
      ToState: '',
      SmsMessageSid: messageSid,
      NumMedia: String(media.length),
      ToCity: '',
      FromZip: '',
      SmsSid: messageSid,
      FromState: '',
      SmsStatus: 'received',
      FromCity: '',
      Body: body,
      FromCountry: 'SA',
      To: to,
      ToZip: '',
      NumSegments: '1',
      MessageSid: messageSid,
      AccountSid: this.accountSid,
      From: from,
      ApiVersion: '2010-04-01',
      ...Object.fromEntries(
        media.flatMap(({ url, contentType }, index) => [
          [`MediaUrl${index}`, url],
          [`MediaContentType${index}`, contentType],
        ]),
      ),
      ...more,
    };
  }

  /** A person writes: `hubUrl` is the hub's PUBLIC_URL. */
  async inbound(hubUrl, message, { account = 'default', ...options } = {}) {
    return this.post(`${hubUrl}/channels/sms/${account}/inbound`, this.inboundForm(message), options);
  }

  /** Reports how far a taken message has come, to the address that came with it. */
  async report(message, status, { errorCode = null, ...options } = {}) {
    const { form } = this.requests.find((request) => request.message?.sid === message.sid);
    return this.post(
      form.StatusCallback,
      {
        SmsSid: message.sid,
        SmsStatus: status,
        MessageStatus: status,
        To: message.to,
        MessageSid: message.sid,
        AccountSid: this.accountSid,
        From: message.from ?? '+15005550006',
        ApiVersion: '2010-04-01',
        ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
      },
      options,
    );
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = new URL(request.url, 'http://stand-in').pathname;
    const media = this.#media.get(path);
    if (media) return this.#serveMedia(request, response, media);
    if (request.method !== 'POST' || !MESSAGES_PATH.test(path)) {
      this.violations.push(`${request.method} ${path} is not in the description`);
      return answer(response, 404, problem(20404, `The requested resource ${path} was not found`, 404));
    }
    return this.#create(request, response, path, Buffer.concat(chunks).toString('utf8'));
  }

  #create(request, response, path, body) {
    const form = parse(body);
    const record = { at: Date.now(), path, form: { ...form }, message: null };
    this.requests.push(record);
    if (!this.#authorised(request)) return answer(response, 401, problem(20003, 'Authenticate', 401));

    const contentType = request.headers['content-type'] ?? '';
    const wrong = [
      ...(contentType.startsWith('application/x-www-form-urlencoded') ? [] : [`content type ${contentType}`]),
      ...this.#check(MESSAGES_PATH.exec(path)[1], { ...form }),
    ];
    if (wrong.length > 0) {
      this.violations.push(...wrong);
      return answer(response, 400, problem(21000, wrong.join('; '), 400));
    }
    const refused = refusedByRule(form);
    if (refused) return answer(response, 400, problem(...refused, 400));

    const next = this.#answers.shift();
    if (next?.kind === 'refuse') return answer(response, next.status, next.body, next.headers);
    record.message = this.#messageOf(form);
    for (const look of this.#waiting) look();
    this.onMessage?.(record.message);
    if (next?.kind === 'hang') return undefined;
    if (next?.kind === 'drop') return request.socket.destroy();
    return answer(response, 201, JSON.stringify(record.message));
  }

  #authorised(request) {
    const basic = Buffer.from(`${this.accountSid}:${this.authToken}`).toString('base64');
    return request.headers.authorization === `Basic ${basic}`;
  }

  #messageOf(form) {
    const messageSid = sid('SM');
    const uri = `/2010-04-01/Accounts/${this.accountSid}/Messages/${messageSid}.json`;
    return {
      account_sid: this.accountSid,
      api_version: '2010-04-01',
      body: form.Body,
      date_created: new Date().toUTCString().replace('GMT', '+0000'),
      date_sent: null,
      date_updated: new Date().toUTCString().replace('GMT', '+0000'),
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: form.From ?? null,
      messaging_service_sid: form.MessagingServiceSid ?? null,
      num_media: '0',
      num_segments: form.MessagingServiceSid ? '0' : '1',
      price: null,
      price_unit: 'USD',
      sid: messageSid,
      status: form.MessagingServiceSid ? 'accepted' : 'queued',
      subresource_uris: { media: uri.replace('.json', '/Media.json') },
      to: form.To,
      uri,
    };
  }

  #serveMedia(request, response, media) {
    media.asked = (media.asked ?? 0) + 1;
    if (!media.open && !this.#authorised(request))
      return answer(response, 401, problem(20003, 'Authenticate', 401));
    if (media.open && request.headers.authorization)
      this.lastStorageAuthorization = request.headers.authorization;
    if (media.redirect && media.status === 200) {
      response.writeHead(307, { location: media.redirect }).end();
      return undefined;
    }
    const length = media.stateLength ? { 'content-length': String(media.content.length) } : {};
    response.writeHead(media.status, { 'content-type': media.contentType, ...length }).end(media.content);
    return undefined;
  }
}

function problem(code, message, status) {
  return JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers }).end(body);
}
