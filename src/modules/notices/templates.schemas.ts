import { z } from 'zod';
import { CHANNEL_TYPES } from '../../channels/core/channel-adapter.js';
import { LANGUAGES } from '../../platform/i18n/translate.js';
import { TEMPLATE_KINDS } from './template-kinds.js';

const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((text) => text.replaceAll('\0', ''));
const body = words(4_000).pipe(z.string().min(1, 'must not be empty'));

export const templateId = z.uuid();

const place = {
  kind: z.enum(TEMPLATE_KINDS),
  channel: z
    .enum(CHANNEL_TYPES)
    .nullable()
    .default(null)
    .meta({ description: 'Null: every channel without words of its own' }),
  language: z.enum(LANGUAGES),
};

const content = {
  subject: words(200)
    .transform((text) => text || null)
    .nullable()
    .default(null),
  body,
  networkName: words(512)
    .transform((text) => text || null)
    .nullable()
    .default(null)
    .meta({ description: 'The approved template of the network (WhatsApp) that stands for these words' }),
  networkLanguage: words(20)
    .transform((text) => text || null)
    .nullable()
    .default(null),
  networkVariables: z
    .array(z.string().max(40))
    .max(20)
    .default([])
    .meta({ description: 'Our variables, in the order of its places' }),
};

export const draftBody = z.strictObject({ ...place, ...content });
export type TemplateDraft = z.output<typeof draftBody>;

export const previewBody = z.strictObject({ kind: place.kind, language: place.language, ...content });
export type TemplatePreviewInput = z.output<typeof previewBody>;

export const stateBody = z.strictObject({ state: z.enum(['draft', 'proposed', 'approved', 'retired']) });
export type TemplateStateChange = z.output<typeof stateBody>;

export const versionsQuery = z.object(place);
export type VersionsQuery = z.output<typeof versionsQuery>;

export const decisionTextBody = z.strictObject({ text: body });
export const approvalBody = z.strictObject({
  text: body.meta({ description: 'The words as they were read: others are not approved unseen' }),
});

export interface TemplateView {
  id: string;
  kind: string;
  channel: string | null;
  language: string;
  version: number;
  state: 'draft' | 'proposed' | 'approved' | 'retired';
  subject: string | null;
  body: string;
  networkName: string | null;
  networkLanguage: string | null;
  networkVariables: string[];
  editedBy: { id: string; name: string };
  editedAt: Date;
  approvedBy: { id: string; name: string } | null;
  approvedAt: Date | null;
}
