import type { ChannelAccount } from './channel-adapter.js';

/** One provider event, ready to be journalled. */
export interface InboundEvent {
  /** `message`: a parser will find a message. `status`: a report about one of ours. */
  kind: 'message' | 'status';
  /**
   * The provider's id of this event; the same id is the same event, however often it comes. A status has an
   * id of its own, for example `SM123:delivered`.
   */
  externalId: string;
  /** What keeps order: events of one sender share a lane. The sender's normalised address or the thread's id. */
  sender: string;
  /** The provider's own bytes, kept as they came and given to the adapter's `parse`. */
  raw: Buffer;
}

/**
 * The one door into the hub. `receive` resolves only when the events are durable (committed to the journal,
 * or fsynced to the spool while the database is down); only then may a channel acknowledge to its provider.
 * Events already journalled are ignored.
 */
export abstract class InboundGateway {
  /** @throws ServiceUnavailableError when neither the database nor the spool can take the events */
  abstract receive(account: ChannelAccount, events: InboundEvent[]): Promise<void>;
}
