import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { fieldErrors } from '../../platform/http/validation.js';
import { catalogue, type Language, translate } from '../../platform/i18n/translate.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import type { ChannelAccount } from '../core/channel-adapter.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { ProofInvalidError } from './forms.errors.js';
import {
  ANSWER_CHANNELS,
  type AnswerChannel,
  addressOf,
  FORMS,
  type FormName,
  type HelpForm,
  helpForm,
  type VolunteerForm,
  volunteerForm,
} from './forms.fields.js';
import { FormLimits } from './forms.limits.js';
import type { StoredFile, Submission } from './forms.payload.js';
import { type Challenge, Proofs, type Solution } from './forms.proof.js';
import { receiptNumber } from './forms.receipt.js';

/** Networks that carry an answer by themselves; calls are made by people and need none. */
const NETWORKS: readonly AnswerChannel[] = ['sms', 'whatsapp', 'email'];

export type CheckedForm = { name: 'help'; form: HelpForm } | { name: 'volunteer'; form: VolunteerForm };

/** What comes with a form besides its fields. */
interface Circumstances {
  suspect: boolean;
  enteredBy: Submission['enteredBy'];
  files: StoredFile[];
}

/** The public forms, from the first look at the page to the journal. */
@Injectable()
export class FormsService {
  readonly proofs: Proofs;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
    @Inject(FormLimits) private readonly limits: FormLimits,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.proofs = new Proofs(config.derivedKey('forms'));
  }

  /**
   * Ways to be answered that would arrive. A hub that has no network yet is being tried out: it offers those in
   * sandbox, and says so.
   */
  answerChannels(): { channels: AnswerChannel[]; trial: boolean } {
    const modes = new Map(ANSWER_CHANNELS.map((channel) => [channel, this.accounts.usable(channel)?.mode]));
    const trial = !NETWORKS.some((channel) => modes.get(channel) === 'live');
    const channels = ANSWER_CHANNELS.filter((channel) => {
      const mode = modes.get(channel);
      return mode === 'live' || (trial && mode === 'sandbox');
    });
    return { channels, trial };
  }

  async organisation(): Promise<Record<Language, string>> {
    const [row] = await this.database.query<{ value: Partial<Record<Language, string>> }>(
      "SELECT value FROM setting WHERE key = 'organisationName'",
    );
    return { ar: row?.value.ar || 'الجمعية', en: row?.value.en || 'The charity' };
  }

  challenge(): Challenge {
    return this.proofs.challenge(this.clock.now());
  }

  /**
   * Opens a form: its ticket lets it send its files and itself. The same solution opens one form only.
   * @throws ProofInvalidError
   */
  async open(formId: string, solution: Solution): Promise<{ ticket: string }> {
    const now = this.clock.now();
    if (!this.proofs.isSolved(solution, now)) throw new ProofInvalidError();
    const [mine] = await this.database.query<{ formId: string }>(
      `INSERT INTO form_proof (signature, form_id, expires_at) VALUES ($1, $2, to_timestamp($3))
       ON CONFLICT (signature) DO UPDATE SET form_id = form_proof.form_id
       RETURNING form_id AS "formId"`,
      [solution.signature, formId, solution.expires],
      'forms.open',
    );
    if (mine?.formId !== formId) throw new ProofInvalidError();
    return { ticket: this.proofs.ticket(formId, now) };
  }

  /**
   * Checks the fields; what is wrong is said in the person's language, field by field.
   * @throws InvalidRequestError
   */
  check(name: FormName, body: unknown, language: Language): CheckedForm {
    const checked = (name === 'help' ? helpForm : volunteerForm).safeParse(body);
    const problems = checked.success
      ? this.notOffered(checked.data.answerBy)
      : fieldErrors(checked.error.issues);
    if (!checked.success || problems.length > 0) {
      throw new InvalidRequestError(
        problems.map(({ path, message }) => ({
          path,
          message: translate(language, message in catalogue(language) ? message : 'forms.field.invalid'),
        })),
      );
    }
    return { name, form: checked.data } as CheckedForm;
  }

  /** Counts a form against the address it wants to be answered at. @throws AddressThrottledError */
  async admit({ form }: CheckedForm): Promise<void> {
    await this.limits.address(addressOf(form));
  }

  /** Durable when it resolves; the same id again changes nothing. */
  async submit(account: ChannelAccount, checked: CheckedForm, about: Circumstances): Promise<void> {
    const { form } = checked;
    const address = addressOf(form);
    const entry: Submission = {
      form: checked.name,
      id: form.id,
      language: form.language,
      name: form.name,
      answerBy: form.answerBy,
      address,
      phone: form.phone ?? null,
      email: form.email ?? null,
      text: form.text,
      fields: fieldsOf(checked),
      nationalId: this.sealed(checked),
      files: about.files,
      follows: form.follows ?? null,
      suspect: about.suspect,
      enteredBy: about.enteredBy,
    };
    await this.gateway.receive(account, [
      // In the lane of their other messages on that channel: a text sent a moment later comes after the form.
      { kind: 'message', externalId: form.id, sender: address, raw: Buffer.from(JSON.stringify(entry)) },
    ]);
  }

  /** The conversation's reference, as soon as the form has come so far. */
  async outcome(formId: string): Promise<{ receipt: string; received: boolean; reference: string | null }> {
    const [row] = await this.database.query<{ reference: string | null }>(
      `SELECT c.reference FROM inbound_event e
         LEFT JOIN message m ON m.id = e.id LEFT JOIN conversation c ON c.id = m.conversation_id
        WHERE e.account_id = ANY($1::uuid[]) AND e.external_id = $2`,
      [
        this.accounts
          .all()
          .filter(({ channel }) => Object.values<string>(FORMS).includes(channel))
          .map(({ id }) => id),
        formId,
      ],
      'forms.outcome',
    );
    return { receipt: receiptNumber(formId), received: !!row, reference: row?.reference ?? null };
  }

  /** Part of the sweep. */
  async forgetOld(): Promise<void> {
    await this.database.query('DELETE FROM form_proof WHERE expires_at < now()');
  }

  private notOffered(channel: AnswerChannel): { path: string; message: string }[] {
    if (this.answerChannels().channels.includes(channel)) return [];
    return [{ path: 'answerBy', message: 'forms.field.answer_by' }];
  }

  private sealed({ name, form }: CheckedForm): string | null {
    if (name !== 'help' || !form.nationalId) return null;
    return this.nationalIds.encrypt(form.nationalId, form.id).toString('base64');
  }
}

/** The structured part of a form, as documented in docs/decisions/public-forms.md. */
function fieldsOf({ name, form }: CheckedForm): Submission['fields'] {
  const list = (values: readonly string[]) => values.join(',');
  const all =
    name === 'help'
      ? {
          for: form.for,
          relation: form.for === 'other' ? form.relation : undefined,
          person: form.for === 'other' ? form.personName : undefined,
          needs: list(form.needs),
          household: form.household,
          income: form.income,
          city: form.city,
          // Enough to hold an identity card against; the whole number is sealed.
          national_id: form.nationalId && `••••••${form.nationalId.slice(-4)}`,
        }
      : { skills: list(form.skills), times: list(form.times), age: form.age, city: form.city };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}
