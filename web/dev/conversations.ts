/** A morning's worth of invented conversations for the stand-in. */
import { randomUUID } from 'node:crypto';
import type { AuditLine, ChannelType, Conversation, Message } from '../src/lib/schemas';
import { admin, staff, teams } from './people.ts';

const MINUTE = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();

export const conversations: Conversation[] = [];
export const messages = new Map<string, Message[]>();
export const audits = new Map<string, AuditLine[]>();
let number = 100_017;

export function makeMessage(
  conversationId: string,
  text: string,
  more: Partial<Message> & { at?: number } = {},
): Message {
  const at = ago(more.at ?? 0);
  return {
    id: randomUUID(),
    conversationId,
    direction: 'inbound',
    kind: 'text',
    text,
    quotedText: null,
    subject: null,
    attachments: [],
    status: 'received',
    error: null,
    externalId: null,
    automatic: false,
    notice: null,
    author: { kind: 'contact', id: null, name: null },
    occurredAt: at,
    createdAt: at,
    ...more,
  };
}

export function makeConversation(
  channel: ChannelType,
  name: string | null,
  address: string,
  more: Partial<Conversation> = {},
): Conversation {
  number += 1;
  const made: Conversation = {
    id: randomUUID(),
    reference: `${String(number).slice(0, 3)}-${String(number).slice(3)}${number % 9}`,
    channel,
    answerChannel: channel,
    account: 'default',
    subject: null,
    language: 'ar',
    status: 'open',
    assignee: null,
    team: { id: teams[0]!.id, slug: teams[0]!.slug, name: teams[0]!.name },
    contactPoint: { id: randomUUID(), address, displayName: name, language: 'ar', optedOut: false },
    lastMessageAt: ago(0),
    lastDirection: 'inbound',
    preview: '',
    unread: 0,
    waitingSince: null,
    answerDueAt: null,
    lastInboundAt: null,
    openedAt: ago(600),
    closedAt: null,
    ...more,
  };
  conversations.push(made);
  messages.set(made.id, []);
  audits.set(made.id, [line('conversation.opened', made.openedAt, 'hub')]);
  return made;
}

export function line(
  action: string,
  at = new Date().toISOString(),
  actor: 'hub' | 'staff' = 'staff',
  data = {},
) {
  const who =
    actor === 'hub'
      ? { kind: 'hub' as const, id: null, name: null }
      : { kind: 'staff' as const, id: admin.id, name: admin.name };
  return { id: randomUUID(), at, actor: who, action, data };
}

/** Adds a message and rolls it up into its conversation. */
export function say(conversation: Conversation, message: Message): Message {
  messages.get(conversation.id)!.push(message);
  if (message.direction === 'note') return message;
  conversation.lastMessageAt = message.occurredAt;
  conversation.lastDirection = message.direction;
  conversation.preview = message.text.slice(0, 140) || message.attachments[0]?.fileName || '';
  if (message.direction === 'inbound') {
    conversation.unread += 1;
    conversation.lastInboundAt = message.occurredAt;
    conversation.waitingSince ??= message.occurredAt;
  } else if (!message.automatic) {
    conversation.waitingSince = null;
    conversation.answerDueAt = null;
    conversation.unread = 0;
  }
  return message;
}

const mine = { id: admin.id, name: admin.name };
const out = (status: Message['status'], more: Partial<Message> = {}): Partial<Message> => ({
  direction: 'outbound',
  status,
  author: { kind: 'staff', ...mine },
  ...more,
});
const receipt = (reference: string): [string, Partial<Message>] => [
  `وصلتنا رسالتك، رقم المحادثة ${reference}. نجيبك بإذن الله قبل الساعة 4:00 م اليوم.`,
  out('delivered', { automatic: true, notice: 'receipt', author: { kind: 'hub', id: null, name: null } }),
];

function longThread(): void {
  const c = makeConversation('sms', 'أم عبدالرحمن', '+966501234567', { assignee: mine });
  for (let index = 60; index > 8; index -= 1) {
    const inbound = index % 3 !== 0;
    say(
      c,
      makeMessage(c.id, inbound ? `رسالة سابقة رقم ${index}` : `تم، شكرًا لك (${index})`, {
        at: index * 300,
        ...(inbound ? {} : out('delivered')),
      }),
    );
  }
  say(c, makeMessage(c.id, 'السلام عليكم، رفعت أوراق طلب الدعم الأسبوع الماضي ولم يصلني شيء.', { at: 1500 }));
  say(c, makeMessage(c.id, ...withAt(receipt(c.reference), 1499)));
  say(
    c,
    makeMessage(c.id, 'وعليكم السلام أم عبدالرحمن. أراجع ملفك الآن وأعود إليك.', {
      at: 1460,
      ...out('delivered'),
    }),
  );
  say(c, makeMessage(c.id, 'هل أستطيع إرسال صورة الهوية هنا؟', { at: 70 }));
  say(
    c,
    makeMessage(c.id, 'المستفيدة راجعت الفرع مرتين. الأفضل ألا نطلب منها الحضور مرة أخرى.', {
      at: 60,
      direction: 'note',
      status: null,
      author: { kind: 'staff', id: staff[1]!.id, name: staff[1]!.name },
    }),
  );
  say(
    c,
    makeMessage(c.id, 'نعم، أرسليها على البريد care@example.org وسأتابعها بنفسي.', {
      at: 52,
      ...out('sent'),
    }),
  );
  say(
    c,
    makeMessage(c.id, 'رقم الملف 48213 وتاريخ الزيارة الأحد القادم.', {
      at: 50,
      ...out('failed', { error: { code: '30003', detail: 'Unreachable destination handset' } }),
    }),
  );
  say(
    c,
    makeMessage(c.id, 'وصلتني رسالتك الأولى فقط. متى الموعد؟ my old number was 0559876543 بالمناسبة', {
      at: 12,
    }),
  );
  c.unread = 1;
  c.waitingSince = ago(12);
  c.answerDueAt = ago(-40);
  audits
    .get(c.id)!
    .push(
      line('conversation.assigned', ago(1498), 'hub', { assigneeName: admin.name, assigneeId: admin.id }),
      line('conversation.closed', ago(1400)),
      line('conversation.reopened', ago(71), 'hub'),
    );
}

const withAt = ([text, more]: [string, Partial<Message>], at: number): [string, Partial<Message>] => [
  text,
  { at, ...more } as Partial<Message>,
];

function emailThread(): void {
  const c = makeConversation('email', 'Fatima Al-Zahrani', 'fatima.z@example.com', {
    subject: 'استفسار عن شروط التسجيل',
    answerDueAt: ago(25),
  });
  say(
    c,
    makeMessage(
      c.id,
      'السادة الكرام،\n\nأرفق لكم صورة بطاقة العائلة وخطاب التعريف. أرجو إفادتي: هل يكفي عقد الإيجار الإلكتروني أم يلزم ختم المكتب؟\n\nمع الشكر،\nفاطمة',
      {
        at: 560,
        subject: 'استفسار عن شروط التسجيل',
        quotedText: 'في الأحد 22 نوفمبر كتب إنصات:\n> نشكر تواصلك معنا.\n> يلزم إرفاق عقد الإيجار.',
        attachments: [
          {
            id: 'demo-image',
            fileName: 'بطاقة العائلة.png',
            contentType: 'image/png',
            size: 182_400,
            state: 'stored',
            url: '/api/v1/attachments/demo-image',
          },
          {
            id: 'demo-pdf',
            fileName: 'خطاب التعريف.pdf',
            contentType: 'application/pdf',
            size: 1_482_112,
            state: 'stored',
            url: null,
          },
          {
            id: 'demo-wait',
            fileName: 'عقد الإيجار.pdf',
            contentType: 'application/pdf',
            size: null,
            state: 'pending',
            url: null,
          },
          {
            id: 'demo-gone',
            fileName: 'scan.tiff',
            contentType: 'image/tiff',
            size: null,
            state: 'failed',
            url: null,
          },
        ],
      },
    ),
  );
  say(
    c,
    makeMessage(
      c.id,
      'Dear colleagues, I wrote in Arabic above; my husband reads English. Could the answer come in both?',
      { at: 556 },
    ),
  );
}

const SHORT: [ChannelType, string | null, string, string, number, Partial<Conversation>][] = [
  ['website', 'خالد المحمادي', 'visitor-81', 'هل التسجيل في برنامج كسوة الشتاء ما زال مفتوحًا؟', 3, {}],
  ['sms', null, '+966553210987', 'ابغى موعد مع الباحثة الاجتماعية لو سمحتوا', 9, { answerDueAt: ago(-150) }],
  [
    'website',
    'John Mathew',
    'visitor-82',
    'Hello, I would like to volunteer on weekends. Who should I talk to?',
    22,
    {
      language: 'en',
      team: { id: teams[2]!.id, slug: teams[2]!.slug, name: teams[2]!.name },
      answerDueAt: ago(-30),
    },
  ],
  [
    'email',
    'مدرسة النور الأهلية',
    'info@alnoor.example',
    'نود التنسيق معكم لتوزيع الحقائب المدرسية على أبناء المستفيدين.',
    75,
    { subject: 'تنسيق توزيع الحقائب المدرسية', answerDueAt: ago(-300) },
  ],
  [
    'sms',
    'سعيد الغامدي',
    '+966567001122',
    'جزاكم الله خيرًا وصلت السلة الغذائية',
    130,
    { assignee: { id: staff[2]!.id, name: staff[2]!.name } },
  ],
  ['sms', 'مريم', '+966509998877', 'إيقاف', 190, { status: 'closed', closedAt: ago(180), assignee: mine }],
];

/** Three reply windows: wide open, nearly closed, closed. */
function whatsapp(): void {
  const open = makeConversation('whatsapp', 'عائشة القرشي', '+966551230001', { assignee: mine });
  say(open, makeMessage(open.id, 'السلام عليكم، هل وصلتكم صورة العقد؟', { at: 35 }));
  const closing = makeConversation('whatsapp', 'أبو فيصل', '+966551230002', { assignee: mine });
  say(closing, makeMessage(closing.id, 'متى موعد الزيارة القادمة؟', { at: 21.9 * 60 }));
  const ending = makeConversation('whatsapp', 'سلوى', '+966551230005', { assignee: mine });
  say(ending, makeMessage(ending.id, 'شكرًا، سأنتظر ردكم.', { at: 24 * 60 - 1 }));
  const closed = makeConversation('whatsapp', 'هدى العمري', '+966551230003', { assignee: mine });
  say(closed, makeMessage(closed.id, 'أرسلت لكم كل الأوراق المطلوبة، هل ينقص شيء؟', { at: 5200 }));
  say(closed, makeMessage(closed.id, 'وصلت كاملة، نراجعها ونعود إليك.', { at: 5100, ...out('read') }));
  say(
    closed,
    makeMessage(closed.id, 'السلام عليكم هدى، صدر القرار في طلبكم رقم 48213. اكتبوا لنا لمعرفة التفاصيل.', {
      at: 1700,
      kind: 'template',
      ...out('delivered'),
    }),
  );
  const english = makeConversation('whatsapp', 'Grace Mensah', '+233201230004', {
    assignee: mine,
    language: 'en',
  });
  say(english, makeMessage(english.id, 'Thank you. I will come on Sunday.', { at: 3000 }));
}

/** Fills the stand-in. */
export function seed(): void {
  whatsapp();
  longThread();
  emailThread();
  for (const [channel, name, address, text, at, more] of SHORT) {
    const c = makeConversation(channel, name, address, more);
    say(c, makeMessage(c.id, text, { at }));
    if (address === '+966509998877') c.contactPoint.optedOut = true;
    if (channel === 'sms' && !name) say(c, makeMessage(c.id, ...withAt(receipt(c.reference), at - 1)));
    if (c.assignee) c.unread = 0;
  }
  const doubtful = makeConversation('sms', 'أبو تركي', '+966541112233', { assignee: mine });
  say(doubtful, makeMessage(doubtful.id, 'متى يبدأ صرف الإعانة؟', { at: 240 }));
  say(
    doubtful,
    makeMessage(doubtful.id, 'يبدأ الصرف يوم الخميس بإذن الله.', { at: 220, ...out('uncertain') }),
  );
  const tried = makeConversation('email', 'لجنة الحي', 'committee@example.net', {
    assignee: mine,
    subject: 'كشف الأسر',
  });
  say(tried, makeMessage(tried.id, 'مرفق كشف الأسر المستحقة في الحي.', { at: 2000, subject: 'كشف الأسر' }));
  say(tried, makeMessage(tried.id, 'شكرًا لكم، استلمنا الكشف وسنراجعه.', { at: 1900, ...out('sandboxed') }));
  for (let index = 0; index < 160; index += 1) {
    const c = makeConversation(
      index % 3 ? 'sms' : 'website',
      index % 4 ? `مستفيد ${index}` : null,
      `+9665${String(50_000_000 + index * 7919)}`,
    );
    say(
      c,
      makeMessage(c.id, index % 5 ? 'أحتاج معرفة حالة طلبي من فضلكم' : 'Thank you, received.', {
        at: 400 + index * 45,
      }),
    );
    if (index % 2) {
      c.assignee = { id: staff[2 + (index % 3)]!.id, name: staff[2 + (index % 3)]!.name };
      c.unread = 0;
    }
    if (index % 3 === 0) Object.assign(c, { status: 'closed', closedAt: ago(10), unread: 0 });
  }
}
