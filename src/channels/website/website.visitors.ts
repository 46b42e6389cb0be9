import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import type { ChannelAccount, Language } from '../core/channel-adapter.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { VisitorUnknownError } from './website.errors.js';
import { encodePayload } from './website.payload.js';
import type { Arrival, Contact } from './website.schemas.js';

export interface Visitor {
  id: string;
  account: ChannelAccount;
  name: string | null;
  phone: string | null;
  email: string | null;
  language: Language;
}

/** How long the answer to "is anybody here?" stands, in milliseconds. */
const ONLINE_FOR = 5_000;

/** The people who write on the website, known only by the token in their browser. */
@Injectable()
export class WebsiteVisitors {
  private online: { answer: Promise<boolean>; until: number } | null = null;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** A new visitor. The token is given out this once; only its hash is kept. */
  async arrive(account: ChannelAccount, arrival: Arrival): Promise<{ visitorId: string; token: string }> {
    const visitorId = newId();
    const token = randomBytes(32).toString('base64url');
    await this.database.query(
      `INSERT INTO website_visitor (id, account_id, token_hash, language, page_url)
       VALUES ($1, $2, $3, $4, $5)`,
      [visitorId, account.id, hashOf(token), arrival.language, arrival.pageUrl ?? null],
    );
    return { visitorId, token };
  }

  /** @throws VisitorUnknownError */
  async recognise(account: ChannelAccount, token: string): Promise<Visitor> {
    const [row] = await this.database.query<Omit<Visitor, 'account'>>(
      `SELECT id, name, phone, email, language FROM website_visitor
       WHERE token_hash = $1 AND account_id = $2`,
      [hashOf(token), account.id],
      'website.recognise',
    );
    if (!row) throw new VisitorUnknownError();
    return { ...row, account };
  }

  async seen(visitor: Visitor): Promise<void> {
    await this.database.query('UPDATE website_visitor SET last_seen_at = $2 WHERE id = $1', [
      visitor.id,
      this.clock.now(),
    ]);
  }

  /**
   * Keeps how the visitor can be reached. Whoever has written already is seen by the officers with it at
   * once, through the journal; otherwise the first message carries it.
   */
  async leaveContact(visitor: Visitor, contact: Contact): Promise<Visitor> {
    const next = {
      ...visitor,
      name: contact.name,
      phone: contact.phone ?? visitor.phone,
      email: contact.email ?? visitor.email,
    };
    const unchanged =
      next.name === visitor.name && next.phone === visitor.phone && next.email === visitor.email;
    if (unchanged) return visitor;
    if (await this.hasWritten(visitor)) {
      const { account, ...facts } = next;
      await this.gateway.receive(account, [
        {
          kind: 'message',
          externalId: `contact:${newId()}`,
          sender: visitor.id,
          raw: encodePayload({ type: 'contact', visitor: facts }),
        },
      ]);
    }
    await this.database.query('UPDATE website_visitor SET name = $2, phone = $3, email = $4 WHERE id = $1', [
      next.id,
      next.name,
      next.phone,
      next.email,
    ]);
    return next;
  }

  /** Whether an officer is here to answer now; at most a few seconds old. */
  async isAnybodyHere(): Promise<boolean> {
    const now = this.clock.now().getTime();
    if (!this.online || this.online.until <= now) {
      this.online = { answer: this.lookForOfficers(), until: now + ONLINE_FOR };
      this.online.answer.catch(() => {
        this.online = null;
      });
    }
    return this.online.answer;
  }

  /** The organisation's name as the settings have it. */
  async organisationName(): Promise<Record<Language, string>> {
    const [row] = await this.database.query<{ value: Partial<Record<Language, string>> }>(
      "SELECT value FROM setting WHERE key = 'organisationName'",
    );
    return { ar: row?.value.ar || 'خدمة المستفيدين', en: row?.value.en || 'Beneficiary services' };
  }

  private async hasWritten(visitor: Visitor): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM website_message WHERE visitor_id = $1 AND direction = 'inbound' LIMIT 1`,
      [visitor.id],
    );
    return rows.length > 0;
  }

  private async lookForOfficers(): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT 1 FROM staff WHERE active AND routable AND NOT away AND present_until > $1 LIMIT 1',
      [this.clock.now()],
    );
    return rows.length > 0;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
