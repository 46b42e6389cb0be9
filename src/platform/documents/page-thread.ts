import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PageUnreadableError } from './documents.errors.js';
import type { DrawnPage } from './page-drawing.js';
import type { PageAnswer, PageRequest } from './page-worker.js';

/** A page that takes longer is a trap: the thread is ended, and the next page gets a new one. */
const TIMEOUT_MS = 30_000;
/** A thread that has nothing to do gives its memory back. */
const IDLE_MS = 60_000;

/**
 * Draws pages in a thread of its own, one at a time: decoding a stranger's file takes a second of one core at
 * worst, and must neither hold up the hub nor bring it down.
 */
@Injectable()
export class PageThread implements OnApplicationShutdown {
  private worker: Worker | null = null;
  private idle: NodeJS.Timeout | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private count = 0;

  /**
   * @param read gives the file's bytes; asked when its turn has come, so that those who wait hold nothing in memory
   * @throws PageUnreadableError, and what `read` throws
   */
  draw(read: () => Promise<Buffer>, contentType: string, page: number): Promise<DrawnPage> {
    const drawn = this.turn.then(async () => this.ask(await read(), contentType, page));
    this.turn = drawn.catch(() => undefined);
    return drawn;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.turn;
    await this.end();
  }

  private async ask(content: Buffer, contentType: string, page: number): Promise<DrawnPage> {
    if (this.idle) clearTimeout(this.idle);
    const worker = this.thread();
    const request: PageRequest = { id: ++this.count, content, contentType, page };
    try {
      const answer = await answerOf(worker, request);
      if ('error' in answer) throw new PageUnreadableError();
      return { jpeg: Buffer.from(answer.jpeg), pages: answer.pages };
    } catch (error) {
      if (!(error instanceof PageUnreadableError)) await this.end();
      throw new PageUnreadableError();
    } finally {
      this.idle = setTimeout(() => void this.end(), IDLE_MS).unref();
    }
  }

  private thread(): Worker {
    if (!this.worker) {
      // libheif says on the console what it thinks of a file.
      const worker = new Worker(new URL('./page-worker.js', import.meta.url), { stdout: true });
      const forget = () => {
        if (this.worker === worker) this.worker = null;
      };
      // Also while nobody asks it anything: an error that nobody hears would end the hub.
      worker.on('error', forget).on('exit', forget).unref();
      this.worker = worker;
    }
    return this.worker;
  }

  private async end(): Promise<void> {
    if (this.idle) clearTimeout(this.idle);
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }
}

/** Rejects when the thread dies over it (out of memory, a decoder's crash) or does not answer. */
function answerOf(worker: Worker, request: PageRequest): Promise<PageAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
      finish();
    };
    const onMessage = (answer: PageAnswer) => {
      if (answer.id === request.id) settle(() => resolve(answer));
    };
    const onEnd = () => settle(() => reject(new Error('The thread ended.')));
    const timer = setTimeout(onEnd, TIMEOUT_MS);
    worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
    worker.postMessage(request);
  });
}
