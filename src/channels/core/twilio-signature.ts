import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

/** A parsed form: a repeated field is an array. */
export type TwilioForm = Readonly<Record<string, string | string[]>>;

/**
 * Checks X-Twilio-Signature: base64(HMAC-SHA1(auth token, the URL as Twilio called it, then every field's
 * name and value in the order of the names)). Values are not trimmed; a repeated field counts once for each
 * different value, in order.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export class TwilioSignature {
  private readonly key: KeyObject;

  constructor(private readonly token: string) {
    this.key = createSecretKey(Buffer.from(token, 'utf8'));
  }

  /** The signature of a request to `url` (scheme, host, path and query exactly as configured at Twilio). */
  of(url: string, form: TwilioForm): string {
    let signed = url;
    for (const name of Object.keys(form).sort()) {
      const value = form[name];
      if (typeof value === 'string') signed += name + value;
      else for (const each of [...new Set(value)].sort()) signed += name + each;
    }
    return createHmac('sha1', this.key).update(signed, 'utf8').digest('base64');
  }

  /**
   * Whether the signature is Twilio's. The plain form decides at once; only what fails it is given to the
   * official validator, which also tries the URL with and without its port and in the spellings that some
   * of Twilio's back ends sign.
   */
  isAuthentic(signature: string, url: string, form: TwilioForm): boolean {
    const expected = Buffer.from(this.of(url, form));
    const given = Buffer.from(signature);
    if (expected.length !== given.length) return false;
    if (timingSafeEqual(expected, given)) return true;
    return URL.canParse(url) && validateRequest(this.token, signature, url, form);
  }
}
