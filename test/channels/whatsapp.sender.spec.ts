import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AccountSettings } from '../../src/channels/core/account-settings.js';
import type { OutboundAttachment, OutboundMessage } from '../../src/channels/core/channel-adapter.js';
import { CloudCredentials } from '../../src/channels/whatsapp/whatsapp.cloud-credentials.js';
import { GraphApi } from '../../src/channels/whatsapp/whatsapp.cloud-graph.js';
import { CloudMedia } from '../../src/channels/whatsapp/whatsapp.cloud-media.js';
import { CloudSender } from '../../src/channels/whatsapp/whatsapp.cloud-sender.js';
import { Config, type Environment, environmentSchema } from '../../src/platform/config/config.js';
import { freePort } from '../harness/index.js';
import { WhatsappStandIn } from '../harness/whatsapp-stand-in.js';

const OUR_ID = '0192f0c1-2d3e-7abc-8def-0123456789ab';

class TestConfig extends Config {
  readonly env: Environment;
  readonly publicUrl = 'https://hub.example.org';
  readonly dataDir = '/nonexistent';
  protected readonly secret = Buffer.alloc(32);

  constructor(environment: Record<string, string>) {
    super();
    this.env = environmentSchema.parse(environment);
  }

  derivedKey(purpose: string): Buffer {
    return Buffer.alloc(32, purpose === 'sandbox:whatsapp' ? 7 : 1);
  }
}

let whatsapp: WhatsappStandIn;

beforeAll(async () => {
  whatsapp = await WhatsappStandIn.start();
});

afterAll(async () => {
  await whatsapp?.close();
});

function cloud(environment: Record<string, string> = {}) {
  const credentials = new CloudCredentials(
    new TestConfig({ ...whatsapp.env, ...environment }),
    new AccountSettings(),
  );
  const graph = new GraphApi(credentials);
  return { sender: new CloudSender(credentials, graph), media: new CloudMedia(credentials, graph) };
}

function message(more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: OUR_ID,
    conversationId: OUR_ID,
    account: { id: OUR_ID, channel: 'whatsapp', name: 'default', mode: 'live' },
    to: { address: '+966501234567', displayName: null },
    text: 'مرحبا',
    subject: null,
    language: 'ar',
    attachments: [],
    template: null,
    thread: [],
    automatic: false,
    reference: 'R-1',
    ...more,
  };
}

function file(contentType: string, size = 4): OutboundAttachment {
  return { fileName: 'ملف', contentType, size, open: () => Readable.from([Buffer.from('data')]) };
}

async function sent(more: Partial<OutboundMessage>): Promise<Record<string, unknown>> {
  const { externalId } = await cloud().sender.send(message(more));
  return whatsapp.messages.find(({ id }) => id === externalId)!.body;
}

describe('a message for the Cloud API', () => {
  test.each([
    ['image/jpeg', 4, 'وصف', 'image'],
    ['image/jpeg', 6 * 1024 * 1024, 'وصف', 'document'],
    ['image/gif', 4, 'وصف', 'document'],
    ['video/mp4', 4, 'وصف', 'video'],
    ['audio/ogg; codecs=opus', 4, '', 'audio'],
    // Audio has no caption, and the words must arrive.
    ['audio/ogg; codecs=opus', 4, 'وصف', 'document'],
    ['application/pdf', 4, '', 'document'],
  ])('carries %s of %s bytes beside «%s» as %s', async (contentType, size, text, type) => {
    const body = await sent({ text, attachments: [file(contentType, size)] });
    expect(body['type']).toBe(type);
    expect(body[type]).toEqual({
      id: expect.any(String),
      ...(text && { caption: text }),
      ...(type === 'document' && { filename: 'ملف' }),
    });
  });

  test('for a person who hides their number goes to their business-scoped id', async () => {
    const body = await sent({ to: { address: 'bsuid:SA.13491208655', displayName: null } });
    expect(body).toMatchObject({ recipient: 'SA.13491208655' });
    expect(body).not.toHaveProperty('to');
  });

  test('with a template without variables has no components', async () => {
    const template = { name: 'hello', language: 'ar', variables: [] };
    expect((await sent({ template }))['template']).toEqual({ name: 'hello', language: { code: 'ar' } });
  });

  test('has no line breaks inside a variable, which the network refuses', async () => {
    const template = { name: 'hello', language: 'ar', variables: ['سطر\nوسطر\t   آخر'] };
    expect((await sent({ template }))['template']).toMatchObject({
      components: [{ parameters: [{ text: 'سطر وسطر آخر' }] }],
    });
  });

  test('whose text is too long for a caption is refused rather than cut', async () => {
    const sending = cloud().sender.send(
      message({ text: 'x'.repeat(1_025), attachments: [file('image/png')] }),
    );
    await expect(sending).rejects.toMatchObject({ code: 'caption_too_long', retryable: false });
  });

  test('never breaks a rule of the API', () => {
    expect(whatsapp.violations).toEqual([]);
  });
});

describe('a send that fails', () => {
  test('may be repeated when nobody listened', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const sending = cloud({ WHATSAPP_CLOUD_API_BASE_URL: nobody }).sender.send(message());
    await expect(sending).rejects.toMatchObject({ code: 'ECONNREFUSED', retryable: true, uncertain: false });
  });

  test('is uncertain when the connection broke before the answer', async () => {
    whatsapp.drop();
    await expect(cloud().sender.send(message())).rejects.toMatchObject({ retryable: false, uncertain: true });
  });

  test('is uncertain when something broke behind the door', async () => {
    whatsapp.refuse(500, 131000);
    await expect(cloud().sender.send(message())).rejects.toMatchObject({ code: '131000', uncertain: true });
  });

  test('waits for a right token when the token is wrong', async () => {
    const sending = cloud({ WHATSAPP_CLOUD_ACCESS_TOKEN: 'expired' }).sender.send(message());
    await expect(sending).rejects.toMatchObject({ code: '190', retryable: true, uncertain: false });
  });
});

describe('media', () => {
  test('are fetched with the token, by their id', async () => {
    const id = whatsapp.addMedia('image/png', Buffer.from('picture'));
    const { stream, contentType } = await cloud().media.fetch('default', `whatsapp-media:${id}`);
    expect(contentType).toBe('image/png');
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('picture');
  });

  test.each([
    [404, false],
    [410, false],
    [429, true],
    [500, true],
    [503, true],
  ])('that answer %s may be asked for again: %s', async (status, retryable) => {
    const id = whatsapp.addMedia('image/png', Buffer.from('x'), [status]);
    await expect(cloud().media.fetch('default', `whatsapp-media:${id}`)).rejects.toMatchObject({ retryable });
  });

  test('that are too large are not begun', async () => {
    const id = whatsapp.addMedia('video/mp4', Buffer.alloc(25 * 1024 * 1024 + 1));
    await expect(cloud().media.fetch('default', `whatsapp-media:${id}`)).rejects.toMatchObject({
      code: 'media.too_large',
      retryable: false,
    });
  });

  test.each(['https://example.org/x', 'whatsapp-media:', 'file:///etc/passwd'])(
    'are nothing but what WhatsApp names: %s',
    async (address) => {
      await expect(cloud().media.fetch('default', address)).rejects.toMatchObject({ code: 'media.refused' });
    },
  );

  test('never take the token to another host in the clear', async () => {
    let asked = 0;
    const elsewhere = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/x`;
    try {
      const id = whatsapp.addMedia('image/png', Buffer.from('x'), [], url);
      await expect(cloud().media.fetch('default', `whatsapp-media:${id}`)).rejects.toMatchObject({
        code: 'media.refused',
        retryable: false,
      });
      expect(asked).toBe(0);
    } finally {
      await new Promise((resolve) => elsewhere.close(resolve));
    }
  });
});

describe('the account from the environment', () => {
  const credentials = (environment: Record<string, string>) =>
    new CloudCredentials(new TestConfig(environment), new AccountSettings());
  const signatureOf = (environment: Record<string, string>) =>
    credentials(environment).of('default')!.signature;

  test.each(['WHATSAPP_CLOUD_PHONE_NUMBER_ID', 'WHATSAPP_CLOUD_ACCESS_TOKEN', 'WHATSAPP_CLOUD_APP_SECRET'])(
    'is a sandbox without %s',
    (name) => {
      expect(credentials(whatsapp.env).modeOf('default')).toBe('live');
      expect(credentials({ ...whatsapp.env, [name]: '' }).modeOf('default')).toBe('sandbox');
      expect(credentials(whatsapp.env).modeOf('other')).toBe('off');
    },
  );

  test('takes what the demo signs while there is no secret, and nothing else', () => {
    const body = Buffer.from('{}');
    const demo = signatureOf({ WHATSAPP_CLOUD_APP_SECRET: Buffer.alloc(32, 7).toString('hex') });
    expect(signatureOf({}).isAuthentic(demo.of(body), body)).toBe(true);
    expect(signatureOf({}).isAuthentic(signatureOf(whatsapp.env).of(body), body)).toBe(false);
  });
});
