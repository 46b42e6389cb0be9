import type { ChannelType, Language } from '../../channels/core/channel-adapter.js';
import { formatDay, formatTime } from '../../platform/i18n/dates.js';
import { NOTICE_KINDS, type NoticeFacts, type NoticeKind, tellsInFull } from './notice-words.js';

/**
 * What words are written for. A decision has two: in full, and `decision_ready` for networks that others may look at,
 * which has no place for the decision itself.
 */
export const TEMPLATE_KINDS = [...NOTICE_KINDS, 'decision_ready'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/** Every notice can say these. */
const COMMON = ['name', 'organisation', 'type', 'reference', 'notBefore', 'answerBy', 'link'] as const;
/** What a kind knows besides; whoever writes the notice down gives it (`NoticesDue`). */
const OWN: Readonly<Record<TemplateKind, readonly string[]>> = {
  receipt: [],
  referral: ['to'],
  missing_papers: ['papers'],
  reminder: ['papers'],
  appointment: ['when', 'place'],
  service_delivered: ['what'],
  follow_up: [],
  delay: [],
  decision: ['text'],
  decision_ready: [],
};

/** The variables that words of a kind may name. */
export function variablesOf(kind: TemplateKind): string[] {
  return [...COMMON, ...OWN[kind]];
}

/** Which words a notice takes on a channel. */
export function kindOn(channel: ChannelType, kind: NoticeKind): TemplateKind {
  return kind === 'decision' && !tellsInFull(channel) ? 'decision_ready' : kind;
}

/** Variables that a text names and that its kind does not know. */
export function unknownVariables(kind: TemplateKind, ...texts: (string | null)[]): string[] {
  const known = new Set(variablesOf(kind));
  const named = texts.flatMap((text) => [...(text ?? '').matchAll(PLACE)].map(([, name]) => name!));
  return [...new Set(named)].filter((name) => !known.has(name));
}

const PLACE = /\{(\w+)\}/g;

/** A text with its variables filled in; one that has no value is empty, never a pair of braces. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACE, (_, name: string) => values[name] ?? '').trim();
}

/** The values of a notice's variables in a language. */
export function valuesOf(notice: NoticeFacts, language: Language): Record<string, string> {
  const own = Object.entries(notice.variables).map(([name, value]) => [name, spoken(name, value, language)]);
  return {
    ...Object.fromEntries(own),
    name: notice.applicantName,
    organisation: notice.organisation[language],
    type: notice.requestType[language],
    // Digits with a hyphen turn round in Arabic text: old phones know the mark, not the newer isolates.
    reference: `\u200e${notice.reference}\u200e`,
    notBefore: notice.notBefore ? formatDay(notice.notBefore, language) : '',
    answerBy: notice.answerBy ? formatDay(notice.answerBy, language) : '',
    link: notice.link,
    text: notice.text ?? '',
  };
}

function spoken(name: string, value: string | string[], language: Language): string {
  // The words put the first dash.
  if (Array.isArray(value)) return value.join('\n- ');
  if (name !== 'when') return value;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : `${formatDay(at, language)} ${formatTime(at, language)}`;
}
