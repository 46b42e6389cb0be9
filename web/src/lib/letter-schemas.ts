/** Letters on paper, as the API gives them. */
import { z } from 'zod';
import { nextCursor, time } from './schemas';

/** A postal address as it is kept: the national one, a box, or lines of an envelope. */
export const postalAddress = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('national'),
    buildingNo: z.string(),
    street: z.string(),
    district: z.string().optional(),
    city: z.string(),
    postalCode: z.string(),
    additionalNo: z.string().optional(),
    unitNo: z.string().optional(),
  }),
  z.object({ kind: z.literal('box'), box: z.string(), city: z.string(), postalCode: z.string().optional() }),
  z.object({ kind: z.literal('other'), lines: z.array(z.string()) }),
]);
export const knownSender = z.object({ name: z.string(), postal: postalAddress, place: z.string() });
export type KnownSender = z.infer<typeof knownSender>;
export const knownSenders = z.object({ data: z.array(knownSender) });

/** An upload that the hub has looked at: a page, or a document of several. */
export const letterScan = z.object({
  id: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  pages: z.number(),
});
export type LetterScan = z.infer<typeof letterScan>;
export const pageCount = z.object({ pages: z.number() });

/** An answer on paper that has not arrived yet. */
export const letterToSend = z.object({
  id: z.string(),
  conversationId: z.string(),
  reference: z.string(),
  /** The name, and the lines of the address. */
  envelope: z.array(z.string()),
  text: z.string(),
  author: z.string().nullable(),
  enclosures: z.number(),
  step: z.enum(['to_print', 'printed', 'dispatched']),
  carrier: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  writtenAt: time,
});
export type LetterToSend = z.infer<typeof letterToSend>;
export const letterPage = z.object({ data: z.array(letterToSend), nextCursor });
export const lettersPrinted = z.object({ printed: z.array(z.string()) });
