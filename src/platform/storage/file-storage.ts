import type { Readable } from 'node:stream';

/** Attachment bytes. Keys are made by the storage, never from a sender's file name. */
export abstract class FileStorage {
  /** Stores the bytes durably and returns their key. Same bytes, same key. */
  abstract put(content: Buffer): Promise<{ key: string; size: number }>;
  /** @throws FileTooLargeError once more than `maxBytes` have come */
  abstract putStream(content: Readable, maxBytes: number): Promise<{ key: string; size: number }>;
  /**
   * Stores bytes that nobody may ever want, apart from the others: `letGo` removes them again, whoever else has
   * stored the same bytes.
   * @returns the name to `settle` or `letGo` them by, and the key they will have
   */
  abstract hold(content: Buffer): Promise<{ held: string; key: string; size: number }>;
  /** Gives held bytes their key for good; may be repeated. @returns whether they are there */
  abstract settle(held: string, key: string): Promise<boolean>;
  /** Removes held bytes; may be repeated, and does nothing once they are settled. */
  abstract letGo(held: string): Promise<void>;
  /** @throws FileNotFoundError */
  abstract open(key: string): Promise<{ stream: Readable; size: number }>;
}
