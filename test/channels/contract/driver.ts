import type { ChannelType, DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import type { RunningHub } from '../../harness/index.js';
import type { Desk } from './desk.js';

/** What a person writes. `follows` names an earlier message of theirs, on channels that have threads. */
export interface Written {
  externalId: string;
  text: string;
  follows?: string;
  /** What a form asks besides the words. */
  details?: Record<string, unknown>;
}

/** Somebody at the other end of the network, whom the hub does not know until they write. */
export interface Person {
  /** As the hub shows it. */
  readonly address: string;
  /** An id as the network would give the next message, in the form in which the hub shows it. */
  newExternalId(): string;
  /**
   * Writes through the channel's own door. Resolves when the hub has acknowledged it.
   * @throws Error when the hub does not take it
   */
  write(message: Written): Promise<void>;
  /** Texts that the network has carried to them. */
  inbox(): Promise<string[]>;
  /** The network says how far a message of the hub's has come. The same report twice is the same report. */
  report(messageId: string, status: DeliveryStatus): Promise<void>;
  /**
   * From now on the network refuses what the hub sends to them, once or more often.
   * @returns what makes it well again
   */
  refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>>;
  /** Holds open what the channel has between messages. @returns what lets go of it */
  holdOpen(): Promise<() => Promise<void>>;
}

/** The stand-in for the network outside. */
export interface Network {
  /** With these a hub reaches it. */
  env: Record<string, string>;
  /** Its address without the credentials: a hub must not use it. */
  sandboxEnv: Record<string, string>;
  /** What it was asked and would refuse, by the network's own description. */
  violations?: string[];
  /** What an administrator enters in Settings first. */
  prepare?(hub: RunningHub): Promise<void>;
  person(hub: RunningHub): Promise<Person>;
  close(): Promise<void>;
}

/** What a channel cannot do: the reason in one sentence, and the fact that shows it. */
export interface Lack {
  because: string;
  shown(desks: { live: Desk; sandbox: Desk }): Promise<void>;
}

/** Parts of the contract that a network may not have. */
export type Part = 'a refusal for good' | 'a refusal for now' | 'a failure reported later' | 'a sandbox';

/** All that the contract has to know about one channel. */
export interface ChannelDriver {
  channel: ChannelType;
  /** A second transport of a channel: its name, and the account that it is. The first one's is `default`. */
  transport?: { name: string; account: string };
  /** Why it is tried at a hub of its own; the others share one, which each of them stops and starts again. */
  apart?: string;
  /** How several messages of one person stay in one conversation. */
  threaded: { is: boolean; because: string };
  /** What the network reports, from the least proof to the most. Never empty: say why in `lacks` otherwise. */
  reports: DeliveryStatus[];
  lacks: Partial<Record<Part, Lack>>;
  /** What stays open between messages. */
  open: string;
  start(): Promise<Network>;
}
