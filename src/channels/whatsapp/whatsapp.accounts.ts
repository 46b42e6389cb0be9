import { z } from 'zod';
import { type AccountForm, asked } from '../core/account-forms.js';

const digits = z.string().regex(/^\d{5,30}$/, 'must be digits');
const secret = z.string().min(1).max(1000);

const cloudSettings = z.object({
  phoneNumberId: asked(digits, { label: 'whatsappPhoneNumberId', example: '106540352242922' }),
  businessAccountId: asked(digits.optional(), {
    label: 'whatsappBusinessAccountId',
    example: '102290129340398',
  }),
  accessToken: asked(secret, { label: 'whatsappAccessToken', secret: true }),
  appSecret: asked(secret, { label: 'whatsappAppSecret', secret: true }),
  verifyToken: asked(z.string().min(8, 'must be at least 8 characters long').max(200), {
    label: 'whatsappVerifyToken',
    secret: true,
  }),
});
export type CloudSettings = z.infer<typeof cloudSettings>;

/** Providers whose accounts can be made in Settings. */
export const WHATSAPP_ACCOUNTS: readonly AccountForm[] = [{ provider: 'cloud', schema: cloudSettings }];
