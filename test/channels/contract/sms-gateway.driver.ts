import { randomInt, randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { GatewayStandIn } from '../../harness/gateway-stand-in.js';
import type { RunningHub } from '../../harness/index.js';
import type { ChannelDriver, Person, Written } from './driver.js';
import { keepAlive } from './keep-alive.js';

const ACCOUNT = 'gateway';
const TOKEN = 'a-webhook-token-of-the-contract';

/** The channel's second provider: an account that is made in Settings, and described there. */
export const smsGatewayDriver: ChannelDriver = {
  channel: 'sms',
  transport: { name: 'gateway', account: ACCOUNT },
  threaded: { is: false, because: 'a number has one running conversation' },
  reports: ['sent', 'delivered', 'read'],
  lacks: {
    'a sandbox': {
      because: 'an account of Settings has its credentials from the first moment on',
      shown: async ({ sandbox }) => {
        expect((await sandbox.accounts()).filter(({ name }) => name === ACCOUNT)).toEqual([]);
      },
    },
  },
  open: 'a connection of the gateway is kept alive',
  async start() {
    const gateway = await GatewayStandIn.start(({ body }) => ({
      body: { id: `g-${(JSON.parse(body) as { ref: string }).ref}` },
    }));
    return {
      env: { ALLOW_PRIVATE_GATEWAYS: 'true' },
      sandboxEnv: {},
      prepare: async (hub) => {
        const api = await hub.signIn();
        await api.post('/channels', {
          channel: 'sms',
          provider: 'gateway',
          name: ACCOUNT,
          label: 'The gateway',
          settings: {
            sender: '+966500000001',
            secret: 'the-key-of-the-gateway',
            url: `${gateway.url}/send`,
            encoding: 'json',
            body: '{"to":"{to}","text":"{text}","ref":"{messageId}"}',
            numberFormat: 'plus',
            idPath: 'id',
            errorPath: 'error',
            errorMap: 'busy = retry',
            webhookToken: TOKEN,
            reportMessagePath: 'ref',
            reportStatusPath: 'state',
            statusMap: 'ENROUTE = sent\nDELIVRD = delivered\nREAD = read\nUNDELIV = failed',
            inboundIdPath: 'id',
            inboundFromPath: 'from',
            inboundTextPath: 'text',
          },
        });
      },
      person: async (hub) => new Subscriber(hub, gateway),
      close: () => gateway.close(),
    };
  },
};

const REPORTED: Partial<Record<DeliveryStatus, string>> = {
  sent: 'ENROUTE',
  delivered: 'DELIVRD',
  read: 'READ',
  failed: 'UNDELIV',
};

class Subscriber implements Person {
  readonly address = `+96655${randomInt(1_000_000, 9_999_999)}`;

  constructor(
    private readonly hub: RunningHub,
    private readonly gateway: GatewayStandIn,
  ) {}

  newExternalId(): string {
    return randomUUID();
  }

  write({ externalId, text }: Written): Promise<void> {
    return this.call('message', { id: externalId, from: this.address, text });
  }

  async inbox(): Promise<string[]> {
    return this.gateway.requests
      .filter(({ status }) => status === 200)
      .map(({ body }) => JSON.parse(body) as { to: string; text: string })
      .filter(({ to }) => to === this.address)
      .map(({ text }) => text);
  }

  report(messageId: string, status: DeliveryStatus): Promise<void> {
    return this.call('report', { ref: messageId, state: REPORTED[status] ?? status });
  }

  async refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>> {
    this.gateway.next.push(
      how === 'for good'
        ? { status: 400, body: { error: 'number' } }
        : { status: 400, headers: { 'retry-after': '1' }, body: { error: 'busy' } },
    );
    return async () => undefined; // it refuses once
  }

  holdOpen(): Promise<() => Promise<void>> {
    return keepAlive(this.door('message'));
  }

  private door(event: string): string {
    return `${this.hub.url}/channels/sms/${ACCOUNT}/gateway/${event}`;
  }

  private async call(event: string, body: object): Promise<void> {
    const response = await fetch(this.door(event), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-insat-token': TOKEN },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`The webhook was answered with ${response.status}.`);
  }
}
