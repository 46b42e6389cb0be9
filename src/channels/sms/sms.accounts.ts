import { z } from 'zod';
import { twilioAccountSid, twilioFrom } from '../../platform/config/config.js';
import { type AccountForm, asked } from '../core/account-forms.js';

const twilioSettings = z.object({
  accountSid: asked(twilioAccountSid, { label: 'twilioAccountSid', example: 'AC…' }),
  authToken: asked(z.string().min(1).max(200), { label: 'twilioAuthToken', secret: true }),
  from: asked(twilioFrom, { label: 'smsSender', example: '+966500000000' }),
});
export type TwilioSettings = z.infer<typeof twilioSettings>;

/** Whom SMS can be sent through. */
export const SMS_ACCOUNTS: readonly AccountForm[] = [{ provider: 'twilio', schema: twilioSettings }];

/** Nobody can write back to a sender's name. */
export function isSenderName(from: string): boolean {
  return /[A-Za-z]/.test(from) && !/^MG[0-9a-fA-F]{32}$/.test(from);
}
