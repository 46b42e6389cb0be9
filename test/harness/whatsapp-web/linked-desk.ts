import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { LinkView } from '../../../src/channels/core/device-link.js';
import type {
  ConversationView,
  MessageView,
} from '../../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, listProcesses, type RunningHub, waitFor } from '../index.js';

interface List<T> {
  data: T[];
}

/** Opening a browser takes its time on a busy machine. */
const PATIENCE_MS = 45_000;

/** An administrator at a hub with a linked phone. */
export class LinkedDesk {
  private constructor(
    readonly hub: RunningHub,
    readonly api: ApiClient,
    private readonly socket: Socket,
    /** States that the administrator's page was told of, in order. */
    readonly told: string[],
  ) {}

  static async at(hub: RunningHub): Promise<LinkedDesk> {
    const api = await hub.signIn();
    const told: string[] = [];
    const socket = io(`${hub.url}/inbox`, {
      transports: ['websocket'],
      extraHeaders: { cookie: api.cookie },
    });
    socket.on('channel.link', ({ state }: { state: string }) => told.push(state));
    await waitFor(() => socket.connected, { message: 'the socket' });
    return new LinkedDesk(hub, api, socket, told);
  }

  /** A hub that stops sends its sockets away; a page comes again, and so do we. */
  async comeBack(): Promise<void> {
    this.socket.connect();
    await waitFor(() => this.socket.connected, { message: 'the socket to be back' });
  }

  close(): void {
    this.socket.close();
  }

  async link(): Promise<LinkView & { id: string }> {
    const [link] = (await this.api.get<List<LinkView & { id: string }>>('/channel-links')).data;
    if (!link) throw new Error('The hub has no account with a phone.');
    return link;
  }

  linkIs(state: LinkView['state']): Promise<LinkView & { id: string }> {
    return waitFor(
      async () => {
        const link = await this.link();
        return link.state === state && link;
      },
      { timeout: PATIENCE_MS, message: `the link to be ${state}` },
    );
  }

  async conversationOf(address: string): Promise<ConversationView> {
    return waitFor(
      async () => {
        const { data } = await this.api.get<List<ConversationView>>(
          '/conversations?view=all&status=all&limit=100',
        );
        return data.find(({ contactPoint }) => contactPoint.address === address);
      },
      { timeout: PATIENCE_MS, message: 'the conversation' },
    );
  }

  /** Oldest first. */
  async thread({ id }: { id: string }): Promise<MessageView[]> {
    return (await this.api.get<List<MessageView>>(`/conversations/${id}/messages?limit=100`)).data.reverse();
  }

  /** What the person wrote, oldest first, as soon as the last of it is `text`. */
  async inbound(conversation: { id: string }, text: string): Promise<MessageView[]> {
    return waitFor(
      async () => {
        const written = (await this.thread(conversation)).filter(({ direction }) => direction === 'inbound');
        return written.at(-1)?.text === text && written;
      },
      { timeout: PATIENCE_MS, message: `«${text}»` },
    );
  }

  reply({ id }: { id: string }, text: string, attachments: string[] = []): Promise<MessageView> {
    return this.api.post<MessageView>(
      `/conversations/${id}/replies`,
      { text, attachments },
      { 'idempotency-key': randomUUID() },
    );
  }

  message(wanted: MessageView, status: MessageView['status']): Promise<MessageView> {
    return waitFor(
      async () => {
        const found = (await this.thread({ id: wanted.conversationId })).find(({ id }) => id === wanted.id);
        return found?.status === status && found;
      },
      { timeout: PATIENCE_MS, message: `the reply to be ${status}` },
    );
  }

  async attempts({ id }: MessageView): Promise<number> {
    const [row] = await this.hub.sql<{ attempts: number }>(
      'SELECT attempts FROM outbound WHERE message_id = $1',
      [id],
    );
    return row?.attempts ?? 0;
  }
}

/** The Chromium that has a hub's session open: its own process, not its helpers'. */
export function browserOf(hub: RunningHub): { pid: number; parent: number } | undefined {
  const mark = `--user-data-dir=${hub.env['DATA_DIR']}/whatsapp-linked`;
  return listProcesses().find(({ args }) => args.includes(mark) && !args.includes('--type='));
}
