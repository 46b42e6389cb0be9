import type { Readable } from 'node:stream';

/** Attachment bytes. Keys are made by the storage, never from a sender's file name. */
export abstract class FileStorage {
  /** Stores the bytes durably and returns their key. Same bytes, same key. */
  abstract put(content: Buffer): Promise<{ key: string; size: number }>;
  /** @throws FileTooLargeError once more than `maxBytes` have come */
  abstract putStream(content: Readable, maxBytes: number): Promise<{ key: string; size: number }>;
  /** @throws FileNotFoundError */
  abstract open(key: string): Promise<{ stream: Readable; size: number }>;
}
