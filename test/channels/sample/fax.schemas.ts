import { z } from 'zod';
import type { ChannelType } from '../../../src/channels/core/channel-adapter.js';

/** In the hub the word stands in `CHANNEL_TYPES`; the sample is not part of the hub. */
export const FAX = 'fax' as string as ChannelType;

/** PostgreSQL refuses NUL, and nobody can see it. */
const words = z.string().transform((text) => text.replaceAll('\0', ''));
const id = z.string().regex(/^[\w-]{1,64}$/);

/** What the fax bureau tells us: a fax for us has been read, or how far one of ours has come. */
export const faxEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('fax'),
    id,
    from: z.object({ line: id, name: words.nullable() }),
    text: words,
    writtenAt: z.iso.datetime(),
  }),
  z.object({
    type: z.literal('progress'),
    /** Our own message id, which the fax bureau knows the fax by. */
    fax: z.uuid(),
    step: z.string(),
    reason: z.string().optional(),
  }),
]);
export type FaxEvent = z.infer<typeof faxEventSchema>;

/** The variables of the environment. In the hub they stand in `platform/config/config.ts` with all others. */
export const faxEnvironment = z.object({
  FAX_API_URL: z.url().optional(),
  FAX_TOKEN: z.string().min(16).optional(),
});
