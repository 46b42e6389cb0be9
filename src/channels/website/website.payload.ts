import { z } from 'zod';

/** A file of a website message, as the mailbox and the journal keep it. */
export const storedFileSchema = z.object({
  /** Key in `FileStorage`. */
  key: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  size: z.number().int().nonnegative(),
});
export type StoredFile = z.infer<typeof storedFileSchema>;

const visitorSchema = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  language: z.enum(['ar', 'en']),
});

/**
 * What the website channel writes into the journal. It is its own provider, so these are its "provider's
 * bytes": everything that `parse` needs stands in them.
 */
export const websitePayloadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    id: z.uuid(),
    visitor: visitorSchema,
    text: z.string(),
    attachments: z.array(storedFileSchema),
  }),
  /** The visitor has left, or changed, how to be reached after having written. */
  z.object({ type: z.literal('contact'), visitor: visitorSchema }),
  z.object({
    type: z.literal('status'),
    messageId: z.uuid(),
    status: z.enum(['delivered', 'read']),
    at: z.iso.datetime(),
  }),
]);
export type WebsitePayload = z.infer<typeof websitePayloadSchema>;

/** The bytes of a payload for the journal. */
export function encodePayload(payload: WebsitePayload): Buffer {
  return Buffer.from(JSON.stringify(payload));
}
