import type { Readable } from 'node:stream';
import { SendError } from './channel-adapter.js';
import { mediaIn, repeatable, unanswered } from './provider-http.js';

/** 404 as well: the message can be here a moment before its media is. */
const PASSING = [404, 408, 429];
const MAX_REDIRECTS = 5;
const TIMEOUT_MS = 60_000;

/** Who asks, and where Twilio's REST API is when it is not at Twilio's. */
export interface TwilioAccess {
  accountSid: string | null;
  authToken: string | null;
  apiBaseUrl: string | null;
}

/**
 * Opens what lies at Twilio behind the account's credentials: a picture, a recording.
 * @throws SendError with `retryable` telling whether to try again
 */
export async function fetchTwilioMedia(
  url: string,
  access: TwilioAccess,
): Promise<{ stream: Readable; contentType: string | null }> {
  let next = located(url, access);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    if (next.protocol !== 'https:' && !isTwilioApi(next, access)) {
      throw new SendError('media.refused', `Media at ${next.protocol}//${next.host} is not fetched`, {
        retryable: false,
      });
    }
    // Twilio redirects to storage that takes a signed address: the credentials go no further than Twilio.
    const response = await get(next, redirects === 0 && isTwilioApi(next, access) ? access : null);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || !location) return mediaIn(response, PASSING);
    await response.body?.cancel();
    next = new URL(location, next);
  }
  throw new SendError('media.redirects', 'Too many redirects', { retryable: false });
}

/** Whether an address is the REST API's own: the only place that ever gets the credentials. */
export function isTwilioApi(url: URL, { apiBaseUrl }: Pick<TwilioAccess, 'apiBaseUrl'>): boolean {
  if (apiBaseUrl && url.origin === new URL(apiBaseUrl).origin) return true;
  return url.protocol === 'https:' && (url.hostname === 'twilio.com' || url.hostname.endsWith('.twilio.com'));
}

/** A stand-in for the REST API stands in for its media as well. */
function located(url: string, { apiBaseUrl }: TwilioAccess): URL {
  const asked = new URL(url);
  return apiBaseUrl && asked.hostname === 'api.twilio.com'
    ? new URL(apiBaseUrl + asked.pathname + asked.search)
    : asked;
}

async function get(url: URL, access: TwilioAccess | null): Promise<Response> {
  const basic = access && Buffer.from(`${access.accountSid}:${access.authToken}`).toString('base64');
  try {
    return await fetch(url, {
      redirect: 'manual',
      headers: basic ? { authorization: `Basic ${basic}` } : {},
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw repeatable(unanswered(error));
  }
}
