/** What the hub answers about notices. */
import { z } from 'zod';

const person = z.object({ id: z.string(), name: z.string() });
const language = z.enum(['ar', 'en']);

export const TEMPLATE_KINDS = [
  'receipt',
  'referral',
  'missing_papers',
  'reminder',
  'decision',
  'decision_ready',
  'appointment',
  'service_delivered',
  'follow_up',
  'delay',
] as const;
const kind = z.enum(TEMPLATE_KINDS);
export type TemplateKind = z.infer<typeof kind>;

export const template = z.object({
  id: z.string(),
  kind,
  channel: z.string().nullable(),
  language,
  version: z.number(),
  state: z.enum(['draft', 'proposed', 'approved', 'retired']),
  subject: z.string().nullable(),
  body: z.string(),
  networkName: z.string().nullable(),
  networkLanguage: z.string().nullable(),
  networkVariables: z.array(z.string()),
  editedBy: person,
  editedAt: z.string(),
  approvedBy: person.nullable(),
  approvedAt: z.string().nullable(),
});
export type Template = z.infer<typeof template>;

export const templates = z.object({
  kinds: z.array(
    z.object({
      kind,
      variables: z.array(z.string()),
      builtIn: z.object({ ar: z.string(), en: z.string() }),
    }),
  ),
  data: z.array(template),
});
export type Templates = z.infer<typeof templates>;

export const versions = z.object({ data: z.array(template) });

export const previews = z.object({
  data: z.array(
    z.object({
      channel: z.string(),
      subject: z.string().nullable(),
      text: z.string(),
      network: z.object({ name: z.string(), text: z.string().nullable() }).nullable(),
      problems: z.array(z.string()),
    }),
  ),
  unknown: z.array(z.string()),
});
export type Previews = z.infer<typeof previews>;

export const decisionNotice = z.object({
  id: z.string(),
  state: z.string(),
  text: z.string(),
  written: z.boolean(),
  draftedBy: person.nullable(),
  approvedBy: person.nullable(),
  approvedAt: z.string().nullable(),
  notBefore: z.string(),
});
export type DecisionNotice = z.infer<typeof decisionNotice>;
export const decisionNoticeAnswer = z.object({ notice: decisionNotice.nullable() });

const step = z.object({
  position: z.number(),
  channel: z.string(),
  state: z.enum(['sending', 'proven', 'failed', 'unproven', 'skipped']),
  reason: z.string().nullable(),
  conversationId: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  delivery: z.string().nullable(),
});
export type NoticeStep = z.infer<typeof step>;

export const requestNotices = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      state: z.string(),
      notBefore: z.string().nullable(),
      proof: z.string().nullable(),
      provenAt: z.string().nullable(),
      undeliveredReason: z.string().nullable(),
      settledNote: z.string().nullable(),
      createdAt: z.string(),
      steps: z.array(step),
    }),
  ),
});
export type RequestNotice = z.infer<typeof requestNotices>['data'][number];

export const undeliveredPage = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      reason: z.string(),
      since: z.string(),
      request: z.object({ id: z.string(), reference: z.string(), applicantName: z.string() }),
      conversationId: z.string(),
      owner: person.nullable(),
      steps: z.array(step.partial()),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type Undelivered = z.infer<typeof undeliveredPage>['data'][number];
