import { parentPort } from 'node:worker_threads';
import { drawPage } from './page-drawing.js';

/** What is asked of the thread, and what it answers. Strangers' files are decoded here and nowhere else. */
export interface PageRequest {
  id: number;
  content: Uint8Array;
  contentType: string;
  page: number;
}
export type PageAnswer = { id: number; jpeg: Uint8Array; pages: number } | { id: number; error: string };

parentPort?.on('message', async ({ id, content, contentType, page }: PageRequest) => {
  let answer: PageAnswer;
  try {
    answer = { id, ...(await drawPage(Buffer.from(content), contentType, page)) };
  } catch (error) {
    answer = { id, error: (error as Error).message };
  }
  parentPort?.postMessage(answer);
});
