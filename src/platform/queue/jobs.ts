import { z } from 'zod';

/**
 * Every job of the hub with the schema of its payload, checked when a job is added and when it is run, and
 * at boot (each queue has one processor, each processor a queue). Payloads carry ids, never text and never
 * personal data: the rows hold the truth, a job only wakes somebody up.
 */
export const JOBS = {
  /** Turn one lane's journal rows into messages of conversations. */
  inbound: z.object({ lane: z.int().min(0) }),
  /** Give conversations that wait for it to a team and an officer. */
  routing: z.object({}),
  /** Compose the receipts and notices that are due. */
  notices: z.object({}),
  /** Take one notice about a request further: send it, look for its proof, climb its ladder. */
  notice: z.object({ noticeId: z.uuid() }),
  /** Make requests of the forms that came in; remind; keep promises. */
  requests: z.object({}),
  /** Send what is queued for one channel account. */
  delivery: z.object({ accountId: z.uuid() }),
  /** Fetch remote attachments. */
  media: z.object({}),
  /** Periodic work: rebuild nudges from rows, resolve cut-off sends, expire sessions. */
  sweep: z.object({}),
} as const satisfies Record<string, z.ZodType>;

export type QueueName = keyof typeof JOBS;
export type JobPayload<Name extends QueueName> = z.infer<(typeof JOBS)[Name]>;
export const QUEUE_NAMES = Object.keys(JOBS) as QueueName[];

/** What makes two nudges the same: the queue and the payload. */
export function jobKey(queue: QueueName, payload: Record<string, unknown>): string {
  return [queue, ...Object.values(payload)].join('~');
}
