import { z } from 'zod';

/**
 * What we need of WhatsApp Web's model of a message, which changes without notice: a part that is not as described
 * is taken as absent, and never fails the rest.
 */
const text = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).replaceAll('\0', ''))
  .optional()
  .catch(undefined);
const amount = z.number().refine(Number.isFinite).optional().catch(undefined);

function part<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined);
}

const modelSchema = z.object({
  id: z.object({ id: z.string(), remote: z.string(), fromMe: z.boolean(), _serialized: z.string() }),
  type: text,
  t: amount,
  body: text,
  caption: text,
  notifyName: text,
  directPath: text,
  mimetype: text,
  filename: text,
  size: amount,
  lat: amount,
  lng: amount,
  loc: text,
  vcardList: z
    .array(z.object({ vcard: text }))
    .optional()
    .catch(undefined),
  quotedStanzaID: text,
  quotedMsg: part({ body: text, caption: text, type: text }),
  listResponse: part({ title: text, description: text }),
  selectedButtonId: text,
});
export type WebMessage = z.infer<typeof modelSchema>;

/** One journalled event. `model` is WhatsApp Web's own, as it was. */
export const linkedEventSchema = z.discriminatedUnion('event', [
  /** Somebody wrote; `number` is the chat with their number, where the chat's id hides it. */
  z.object({ event: z.literal('message'), number: z.string().nullable(), model: modelSchema }),
  /** There is a message, and this device cannot read it. */
  z.object({ event: z.literal('unreadable'), number: z.string().nullable(), model: modelSchema }),
  z.object({ event: z.literal('edit'), number: z.string().nullable(), model: modelSchema, body: z.string() }),
  z.object({ event: z.literal('revoke'), number: z.string().nullable(), model: modelSchema }),
  z.object({
    event: z.literal('reaction'),
    number: z.string().nullable(),
    chat: z.string(),
    emoji: z.string(),
    to: z.string(),
    t: z.number(),
  }),
  /** How far a message of ours has come; `message` is our id for it, when it is known. */
  z.object({
    event: z.literal('ack'),
    id: z.string(),
    ack: z.number(),
    message: z.string().nullable(),
  }),
]);
export type LinkedEvent = z.infer<typeof linkedEventSchema>;

const SCHEME = 'whatsapp-linked:';

/** How the hub names a file that is still with WhatsApp, by the message it came with. */
export function linkedMediaAddress(messageKey: string): string {
  return SCHEME + encodeURIComponent(messageKey);
}

/** The message whose file it is; null when the address is not one of these. */
export function messageKeyOf(address: string): string | null {
  const key = address.startsWith(SCHEME) ? decodeURIComponent(address.slice(SCHEME.length)) : '';
  return key || null;
}
