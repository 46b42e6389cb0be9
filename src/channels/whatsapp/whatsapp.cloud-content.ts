import { guessLanguage } from '../../platform/i18n/language.js';
import type { InboundAttachment, InboundKind, Language } from '../core/channel-adapter.js';
import { numberAddress } from './whatsapp.cloud-address.js';
import { mediaAddress } from './whatsapp.cloud-media-address.js';
import type { CloudContent, CloudMessage } from './whatsapp.cloud-schemas.js';
import { WORDING } from './whatsapp.cloud-wording.js';

/** What a reader sees of a message. */
export interface Content {
  kind: InboundKind;
  text: string;
  attachments: InboundAttachment[];
  /** Of the person's own words; null when there are none. */
  language: Language | null;
  /** Said by WhatsApp about the person, not by them. */
  automatic?: boolean;
}

const MEDIA: Readonly<Record<string, InboundKind>> = {
  image: 'image',
  sticker: 'image',
  audio: 'audio',
  voice: 'audio',
  video: 'video',
  document: 'document',
};
const MEDIA_TYPES = Object.keys(MEDIA) as ('image' | 'sticker' | 'audio' | 'voice' | 'video' | 'document')[];
/** Looked for in a message that does not say what it is. */
const TYPES = ['text', ...MEDIA_TYPES, 'location', 'button', 'interactive', 'order'] as const;

/** Reads a message of any kind; what cannot be read is said to be so, and never dropped. */
export function contentOf(message: CloudMessage): Content {
  const type = message.type ?? TYPES.find((each) => message[each] !== undefined);
  switch (type) {
    case 'reaction':
      return reaction(message);
    case 'system':
      return system(message);
    case 'edit':
      return edit(message);
    case 'revoke':
      return { kind: 'unsupported', text: WORDING.ar.revoked, attachments: [], language: null };
    default:
      return bodyOf(message, type) ?? unsupported(type);
  }
}

/** What an ordinary message holds; null when it is of a kind that we do not know, or lacks what its kind has. */
function bodyOf(content: CloudContent, type: string | undefined): Content | null {
  switch (type) {
    case 'text':
      return words(content.text?.body);
    case 'location':
      return location(content);
    case 'contacts':
      return contacts(content);
    case 'button':
      return words(content.button?.text ?? content.button?.payload);
    case 'interactive':
      return interactive(content);
    case 'order':
      return order(content);
    default:
      return media(content, type);
  }
}

function words(text: string | undefined): Content | null {
  if (text === undefined) return null;
  return { kind: 'text', text, attachments: [], language: guessLanguage(text) };
}

function media(content: CloudContent, type: string | undefined): Content | null {
  const name = MEDIA_TYPES.find((each) => each === type);
  const medium = name && content[name];
  if (!name || !medium?.id) return null;
  const caption = medium.caption ?? '';
  return {
    kind: MEDIA[name] ?? 'document',
    text: caption,
    attachments: [
      {
        fileName: medium.filename || null,
        contentType: medium.mime_type || 'application/octet-stream',
        size: null,
        source: { kind: 'remote', url: mediaAddress(medium.id) },
      },
    ],
    language: guessLanguage(caption),
  };
}

function location({ location: place }: CloudContent): Content | null {
  if (!place) return null;
  const { latitude, longitude, name, address } = place;
  const hasPoint = latitude !== undefined && longitude !== undefined;
  const named = lines([name, address]);
  const text = lines([
    named,
    hasPoint && `${latitude}, ${longitude}`,
    hasPoint && `https://www.google.com/maps?q=${latitude},${longitude}`,
  ]);
  return text ? { kind: 'location', text, attachments: [], language: guessLanguage(named) } : null;
}

function contacts({ contacts: cards }: CloudContent): Content | null {
  const names: string[] = [];
  const texts = cards.map(({ name, org, phones, emails }) => {
    const shown = name?.formatted_name || [name?.first_name, name?.last_name].filter(Boolean).join(' ');
    names.push(shown);
    return lines([
      shown,
      ...phones.map(({ phone, wa_id }) => phone || (wa_id && numberAddress(wa_id))),
      ...emails.map(({ email }) => email),
      org?.company && `${WORDING[guessLanguage(shown) ?? 'ar'].company}: ${org.company}`,
    ]);
  });
  const text = texts.filter(Boolean).join('\n\n');
  return text ? { kind: 'contact', text, attachments: [], language: guessLanguage(names.join(' ')) } : null;
}

function interactive({ interactive: answer }: CloudContent): Content | null {
  if (!answer) return null;
  const { button_reply, list_reply, nfm_reply, call_permission_reply } = answer;
  const chosen = button_reply ?? list_reply;
  if (chosen) return words(lines([chosen.title ?? chosen.id, chosen.description]) || undefined);
  if (nfm_reply) return form(nfm_reply);
  if (!call_permission_reply?.response) return null;
  const { callsAllowed, callsRefused } = WORDING.ar;
  const text = call_permission_reply.response === 'accept' ? callsAllowed : callsRefused;
  return { kind: 'text', text, attachments: [], language: null };
}

/** A filled-in form: the fields' names are the form's author's, the values the person's. */
function form(reply: { body?: string | undefined; response_json?: string | undefined }): Content {
  const fields = fieldsOf(reply.response_json);
  const language = guessLanguage(fields.map(([, value]) => value).join(' '));
  const text = lines([
    WORDING[language ?? 'ar'].formSent,
    ...fields.map(([name, value]) => `${name}: ${value}`),
    fields.length === 0 && (reply.response_json || reply.body),
  ]);
  return { kind: 'text', text, attachments: [], language };
}

function fieldsOf(json: string | undefined): [string, string][] {
  try {
    const read: unknown = JSON.parse(json ?? '');
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return [];
    return Object.entries(read)
      .filter(([name]) => name !== 'flow_token')
      .map(([name, value]) => [
        plain(name),
        plain(typeof value === 'string' ? value : JSON.stringify(value)),
      ]);
  } catch {
    return [];
  }
}

function order({ order: wanted }: CloudContent): Content | null {
  if (!wanted) return null;
  const language = guessLanguage(wanted.text ?? '');
  const text = lines([
    WORDING[language ?? 'ar'].order,
    ...wanted.product_items.map((item) => {
      const price = item.item_price ? ` (${[item.item_price, item.currency].filter(Boolean).join(' ')})` : '';
      return `${item.quantity ?? '1'} × ${item.product_retailer_id ?? '?'}${price}`;
    }),
    wanted.text,
  ]);
  return { kind: 'text', text, attachments: [], language };
}

function reaction({ reaction: given }: CloudMessage): Content {
  if (!given) return unsupported('reaction');
  const text = given.emoji ? WORDING.ar.reacted(given.emoji) : WORDING.ar.unreacted;
  return { kind: 'text', text, attachments: [], language: null };
}

function system({ system: said }: CloudMessage): Content {
  const number = said?.wa_id ?? said?.new_wa_id;
  const isNumber = number && (said?.type === undefined || /changed_number/.test(said.type));
  const isIdentity = said?.type === 'customer_identity_changed';
  const text = isNumber
    ? WORDING.ar.numberChanged(numberAddress(number))
    : isIdentity
      ? WORDING.ar.identityChanged
      : said?.body;
  if (!text) return { ...unsupported('system'), automatic: true };
  return { kind: 'text', text, attachments: [], language: null, automatic: true };
}

function edit({ edit: change }: CloudMessage): Content {
  const after = change?.message;
  const body = after && bodyOf(after, after.type ?? TYPES.find((each) => after[each] !== undefined));
  if (!body) return unsupported('edit');
  return { ...body, text: lines([WORDING[body.language ?? 'ar'].edited, body.text]) };
}

function unsupported(type: string | undefined): Content {
  const text = WORDING.ar.unsupported(plain(type || '؟').slice(0, 60));
  return { kind: 'unsupported', text, attachments: [], language: null };
}

/** JSON inside JSON can hold what the outer one was rid of. */
function plain(value: string): string {
  return value.replaceAll('\0', '').toWellFormed();
}

function lines(parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join('\n');
}
