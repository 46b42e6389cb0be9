import { z } from 'zod';

/**
 * What we need of Meta's payloads. Meta adds fields and kinds without notice, and a message is worth more than
 * its form: a part that is not as described is taken as absent, and never fails the rest.
 */

/** Text, without NUL: PostgreSQL refuses it, and nobody can see it. */
const text = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).replaceAll('\0', ''))
  .optional()
  .catch(undefined);
const amount = z.coerce.number().refine(Number.isFinite).optional().catch(undefined);

function part<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined);
}

/** The members of a list that are objects; whatever is no list has none. */
function list<Member extends z.ZodType>(member: Member) {
  return z.preprocess((value) => (Array.isArray(value) ? value.filter(isObject) : []), z.array(member));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const raw = z.record(z.string(), z.unknown());
const media = part({ id: text, mime_type: text, caption: text, filename: text });
const choice = part({ id: text, title: text, description: text });

/** Everything that Meta can say in one POST. Messages and statuses stay as they came, for the journal. */
export const payloadSchema = z.object({
  entry: list(
    z.object({
      changes: list(
        z.object({
          field: text,
          value: z
            .object({
              metadata: part({ display_phone_number: text, phone_number_id: text }),
              contacts: list(raw),
              messages: list(raw),
              statuses: list(raw),
              errors: list(z.object({ code: text })),
            })
            .optional()
            .catch(undefined),
        }),
      ),
    }),
  ),
});
export type CloudPayload = z.infer<typeof payloadSchema>;

export const contactSchema = z.object({
  wa_id: text,
  user_id: text,
  profile: part({ name: text, username: text }),
});
export type CloudContact = z.infer<typeof contactSchema>;

/** What a message or an edited version of it holds. */
const content = {
  type: text,
  text: part({ body: text }),
  image: media,
  audio: media,
  voice: media,
  video: media,
  document: media,
  sticker: media,
  location: part({ latitude: amount, longitude: amount, name: text, address: text }),
  contacts: list(
    z.object({
      name: part({ formatted_name: text, first_name: text, last_name: text }),
      org: part({ company: text }),
      phones: list(z.object({ phone: text, wa_id: text })),
      emails: list(z.object({ email: text })),
    }),
  ),
  button: part({ text, payload: text }),
  interactive: part({
    type: text,
    button_reply: choice,
    list_reply: choice,
    nfm_reply: part({ body: text, name: text, response_json: text }),
    call_permission_reply: part({ response: text }),
  }),
  order: part({
    text,
    product_items: list(
      z.object({ product_retailer_id: text, quantity: text, item_price: text, currency: text }),
    ),
  }),
  context: part({ id: text }),
};
const contentSchema = z.object(content);
export type CloudContent = z.infer<typeof contentSchema>;

export const messageSchema = z.object({
  ...content,
  id: text,
  from: text,
  from_user_id: text,
  timestamp: text,
  reaction: part({ message_id: text, emoji: text }),
  system: part({ type: text, body: text, wa_id: text, new_wa_id: text }),
  edit: part({ original_message_id: text, message: contentSchema.optional().catch(undefined) }),
  revoke: part({ original_message_id: text }),
});
export type CloudMessage = z.infer<typeof messageSchema>;

const problem = z.object({
  code: text,
  title: text,
  message: text,
  error_data: part({ details: text }),
});

export const statusSchema = z.object({
  id: text,
  status: text,
  timestamp: text,
  biz_opaque_callback_data: text,
  errors: list(problem),
});

/** One journalled event, as the door wrote it. */
export const eventSchema = z.object({
  contact: contactSchema.optional().catch(undefined),
  message: messageSchema.optional(),
  status: statusSchema.optional(),
});

/** The answer to a message that was taken. */
export const sentSchema = z.object({ messages: z.array(z.object({ id: z.string().min(1) })).min(1) });

/** The answer to an upload. */
export const uploadedSchema = z.object({ id: z.union([z.string().min(1), z.number()]).transform(String) });

/** What the API says about a medium before it gives its bytes. */
export const mediaSchema = z.object({
  url: z.url(),
  mime_type: text,
  file_size: amount,
});

/** Any refusal of the Graph API. */
export const refusalSchema = z.object({ error: problem });

const component = z.object({
  type: text,
  format: text,
  text,
  buttons: list(z.object({ type: text, url: text })),
});
export type TemplateComponent = z.infer<typeof component>;

export const templatePageSchema = z.object({
  data: z.array(
    z.object({
      name: z.string().min(1),
      language: z.string().min(1),
      status: text,
      category: text,
      parameter_format: text,
      quality_score: part({ score: text }),
      components: list(component),
    }),
  ),
  paging: part({ next: text, cursors: part({ after: text }) }),
});
export type TemplatePage = z.infer<typeof templatePageSchema>;
