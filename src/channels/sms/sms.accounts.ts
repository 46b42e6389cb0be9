import { z } from 'zod';
import { twilioAccountSid, twilioFrom } from '../../platform/config/config.js';
import { type AccountForm, asked } from '../core/account-forms.js';
import { GATEWAY_PRESETS } from './sms.gateway-presets.js';
import { gatewaySettings } from './sms.gateway-settings.js';

const twilioSettings = z.object({
  accountSid: asked(twilioAccountSid, { label: 'twilioAccountSid', example: 'AC…' }),
  authToken: asked(z.string().min(1).max(200), { label: 'twilioAuthToken', secret: true }),
  from: asked(twilioFrom, { label: 'smsSender', example: '+966500000000' }),
});
export type TwilioSettings = z.infer<typeof twilioSettings>;

/**
 * Whom SMS can be sent through.
 * @param allowPrivate whether a gateway may stand on this machine or network
 */
export function smsAccounts(allowPrivate: boolean): readonly AccountForm[] {
  return [
    { provider: 'twilio', schema: twilioSettings },
    { provider: 'gateway', schema: gatewaySettings(allowPrivate), presets: GATEWAY_PRESETS },
  ];
}

/** Nobody can write back to a sender's name. */
export function isSenderName(from: string): boolean {
  return /[A-Za-z]/.test(from) && !/^MG[0-9a-fA-F]{32}$/.test(from);
}
