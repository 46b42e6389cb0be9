/**
 * How an account stands that works through somebody's phone:
 * - `starting`: being opened.
 * - `code`: waits for the phone to scan `code`.
 * - `linking`: scanned; the phone hands over what it has.
 * - `connected`.
 * - `disconnected`: for now; the hub tries again by itself.
 * - `logged_out`: the phone has ended the link. A person has to link again.
 * - `unlinked`: not linked, and no code is shown.
 * - `unable`: what the hub needs for it is missing.
 */
export type LinkState =
  | 'starting'
  | 'code'
  | 'linking'
  | 'connected'
  | 'disconnected'
  | 'logged_out'
  | 'unlinked'
  | 'unable';

export interface LinkView {
  state: LinkState;
  /** A short name of the cause, where there is one to tell. */
  reason: string | null;
  /** What the phone has to scan now. Whoever has it could link a phone of theirs: never to be logged. */
  code: string | null;
  /** The linked phone's number, also after its link has ended. */
  number: string | null;
  /** Since when it has been so. */
  since: Date;
}

/** The link between an account and a phone, for the pages of administrators. Works in any process. */
export abstract class DeviceLink {
  abstract view(accountId: string): Promise<LinkView>;
  /** Shows a code to link a phone; nothing happens while one is linked. */
  abstract begin(accountId: string): Promise<void>;
  /** Ends the link, also on the phone. */
  abstract end(accountId: string): Promise<void>;
}
