import { z } from 'zod';
import { pageQuery } from '../../platform/http/cursor.js';
import { PROOFS } from './notices.service.js';

export const noticeId = z.uuid();

export const undeliveredQuery = z.object({
  ...pageQuery(50, 200),
  owner: z
    .enum(['me', 'nobody', 'all'])
    .default('all')
    .meta({ description: "'nobody': those that wait for a supervisor" }),
});
export type UndeliveredQuery = z.output<typeof undeliveredQuery>;

export const noticeOwnerBody = z.object({ staffId: z.uuid().nullable() });
export type NoticeOwner = z.output<typeof noticeOwnerBody>;

/** With a proof the person knows; with a note alone nobody could reach them, and why that is the end. */
export const settlementBody = z
  .strictObject({
    proof: z.enum(PROOFS).optional(),
    note: z.string().trim().min(1).max(2000).optional(),
  })
  .refine(({ proof, note }) => proof !== undefined || note !== undefined, {
    error: 'say how it arrived, or why it ends here',
  });
export type Settlement = z.output<typeof settlementBody>;

export const retryBody = z.strictObject({
  contactPointId: z
    .uuid()
    .optional()
    .meta({ description: 'One of the person; without it, the channel that the request came by' }),
});
export type Retry = z.output<typeof retryBody>;
