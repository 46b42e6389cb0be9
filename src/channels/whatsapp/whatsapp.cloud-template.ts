import type { MessageTemplate } from '../core/channel-adapter.js';
import type { TemplatePage } from './whatsapp.cloud-schemas.js';

const STATUS: Readonly<Record<string, MessageTemplate['status']>> = {
  APPROVED: 'approved',
  REJECTED: 'rejected',
  DISABLED: 'rejected',
  DELETED: 'rejected',
  PENDING_DELETION: 'rejected',
  PAUSED: 'paused',
  LIMIT_EXCEEDED: 'paused',
};
const PLACE = /\{\{\s*([^{}]+?)\s*\}\}/g;
/** Headers that are a file, which somebody would have to choose. */
const FILE_HEADER = /^(IMAGE|VIDEO|DOCUMENT|LOCATION|GIF|PRODUCT)$/;

/**
 * A template as the hub offers it; null for one that cannot be sent with the variables of its text alone (a file
 * above it, a variable in its header or in a button's address, variables that have names).
 */
export function templateOf(template: TemplatePage['data'][number]): MessageTemplate | null {
  const { name, language, status, category, parameter_format, quality_score, components } = template;
  const body = components.find(({ type }) => type === 'BODY');
  if (!body?.text || parameter_format === 'NAMED') return null;
  const needsMore = components.some(
    ({ type, format, text, buttons }) =>
      (type === 'HEADER' && (FILE_HEADER.test(format ?? '') || places(text).length > 0)) ||
      buttons.some((button) => places(button.url).length > 0 || button.type === 'COPY_CODE'),
  );
  const numbers = places(body.text).map(Number);
  if (needsMore || numbers.some((number) => !Number.isInteger(number))) return null;
  const score = quality_score?.score;
  return {
    name,
    language,
    status: STATUS[status ?? ''] ?? 'pending',
    category: (category ?? 'utility').toLowerCase(),
    quality: score && score !== 'UNKNOWN' ? score.toLowerCase() : null,
    text: body.text.replace(PLACE, '{{$1}}'),
    variables: Math.max(0, ...numbers),
  };
}

function places(text: string | undefined): string[] {
  return [...(text ?? '').matchAll(PLACE)].map(([, name]) => name!);
}
