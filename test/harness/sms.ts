import { TwilioStandIn } from './twilio-stand-in.mjs';

/** As Twilio knows the hubs of the tests; requests go to the address that a hub listens on. */
export const PUBLIC_URL = 'https://hub.example.org';

/** A stand-in for Twilio, and the environment of a hub that uses it. */
export async function startTwilio(): Promise<{ twilio: TwilioStandIn; env: Record<string, string> }> {
  const twilio = await TwilioStandIn.start({ accountSid: `AC${'ab'.repeat(16)}`, authToken: 'c'.repeat(32) });
  return {
    twilio,
    env: {
      PUBLIC_URL,
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_FROM: '+15005550006',
      TWILIO_API_BASE_URL: twilio.url,
    },
  };
}
