import { randomInt } from 'node:crypto';
import type { DeliveryStatus } from '../../src/channels/core/channel-adapter.js';
import { formatDay } from '../../src/platform/i18n/dates.js';
import { translate } from '../../src/platform/i18n/translate.js';
import type { Person } from '../channels/contract/driver.js';
import { drawing } from './attestation.js';
import { inDays, type RequestHouse, type Way } from './request-house.js';
import { waitFor } from './wait-for.js';

export interface NoticeStep {
  channel: string;
  state: string;
  reason: string | null;
  messageId: string | null;
  conversationId: string;
  /** How far its message has come. */
  delivery: string | null;
}
export interface Notice {
  id: string;
  kind: string;
  round: number;
  state: string;
  notBefore: string | null;
  proof: string | null;
  undeliveredReason: string | null;
  settledNote: string | null;
  steps: NoticeStep[];
}
interface Request {
  id: string;
  reference: string;
  state: string;
  conversation: { id: string; channel: string };
  papers: {
    key: string;
    label: { ar: string };
    required: boolean;
    needsExpiry: boolean;
    validMonths: number | null;
    state: string;
  }[];
  rounds: { round: number; submittedAt: string; notBefore: string }[];
  attestation: { method: string } | null;
  incomplete: string[];
  transitions: { action: string; at: string }[];
}

const DECISION = translate('ar', 'notice.kind.decision');
const ASKED = 'تأخرنا في إيجار البيت شهرين، ونخاف أن نُخرج منه';
/** A hub on two busy cores sweeps some seconds later. */
const PATIENCE_MS = 60_000;
/** What the answer comes by, where it is not the way that the request came. */
const ANSWERED_BY: Partial<Record<Way, Way>> = { help_request: 'phone' };

/** One request of one person, from the first message to the end. */
export class RequestJourney {
  /** What the person had been told when the words of the decision were approved. */
  private told: string[] = [];
  private words = '';
  /** The same person where they came by other ways as well. */
  private readonly elsewhere = new Map<string, Person>();

  private constructor(
    readonly house: RequestHouse,
    readonly way: Way,
    readonly person: Person,
    readonly phone: string,
    readonly contactPointId: string,
    readonly id: string,
    readonly reference: string,
  ) {}

  /** A message comes, becomes a request, is filled in and submitted. */
  static async begin(house: RequestHouse, way: Way): Promise<RequestJourney> {
    const person = await house.person(way);
    const phone = person.address.startsWith('+')
      ? person.address
      : `+96657${randomInt(1_000_000, 9_999_999)}`;
    const nationalId = house.nationalId();
    const details = formOf(way, nationalId);
    await person.write({ externalId: person.newExternalId(), text: ASKED, ...(details && { details }) });
    const conversation = await house.desk.conversationOf(person);
    const { api } = house.officer;
    let made: { id: string; reference: string };
    if (details) {
      // A form makes its request by itself, and submits it: it asked for all that there is to say.
      made = await waitFor(
        async () => {
          const { data } = await api.get<{ data: (typeof made & { state: string })[] }>(
            `/conversations/${conversation.id}/requests`,
          );
          return data.find(({ state }) => state === 'submitted');
        },
        { message: 'the request of the form', timeout: PATIENCE_MS },
      );
    } else {
      const [message] = await house.desk.inbound(conversation, 1);
      made = await api.post<Request>('/requests', {
        conversationId: conversation.id,
        applicantName: 'أم سعد',
        pullMessageIds: [message!.id],
      });
    }
    await api.patch(`/requests/${made.id}`, {
      nationalId,
      birthDate: '1984-03-02',
      phone,
      city: 'ينبع',
      data: { income: 450_000, housing: 'rented' },
    });
    await api.put(`/requests/${made.id}/household`, { household: [{ name: 'سعد', relation: 'son' }] });
    const journey = new RequestJourney(
      house,
      way,
      person,
      phone,
      conversation.contactPoint.id,
      made.id,
      made.reference,
    );
    if (!details) await journey.step('submit');
    return journey;
  }

  /** The same person comes by another way too, and an officer says that it is they. */
  async comesBy(way: Way): Promise<void> {
    const { api } = this.house.officer;
    const person = await this.house.person(way);
    await person.write({ externalId: person.newExternalId(), text: 'أنا أم سعد' });
    const { contactPoint } = await this.house.desk.conversationOf(person);
    const mine = await api.get<{ beneficiary: { id: string } | null }>(
      `/contact-points/${this.contactPointId}`,
    );
    const { beneficiary } = mine.beneficiary
      ? mine
      : await api.put<{ beneficiary: { id: string } }>(`/contact-points/${this.contactPointId}/beneficiary`, {
          name: 'أم سعد',
        });
    await api.put(`/contact-points/${contactPoint.id}/beneficiary`, { beneficiaryId: beneficiary!.id });
    this.elsewhere.set(way, person);
  }

  /** The channel by which the person is answered. */
  get answeredBy(): Way {
    return ANSWERED_BY[this.way] ?? this.way;
  }

  view(): Promise<Request> {
    return this.house.officer.api.get<Request>(`/requests/${this.id}`);
  }

  async state(): Promise<string> {
    return (await this.view()).state;
  }

  async step(action: string, reason?: string): Promise<string> {
    const body = { action, ...(reason && { reason }) };
    return (await this.house.officer.api.post<Request>(`/requests/${this.id}/transitions`, body)).state;
  }

  /** Resolves when the person has been told so. */
  async hears(words: string): Promise<string> {
    return waitFor(async () => (await this.person.inbox()).find((text) => text.includes(words)), {
      message: `the person by ${this.way} to hear ${words}`,
      timeout: PATIENCE_MS,
    });
  }

  /** The receipt of a round says when the answer comes at the earliest: in two weeks, and no day sooner. */
  async promised(round = 1): Promise<Date> {
    const { submittedAt, notBefore } = (await this.view()).rounds.find((one) => one.round === round)!;
    const at = new Date(notBefore);
    if (at.getTime() - Date.parse(submittedAt) < 14 * 86_400_000) throw new Error('Promised too early.');
    await this.hears(formatDay(at, 'ar'));
    return at;
  }

  /** Papers are asked for, come, are looked at, and the data held against them. */
  async verified(): Promise<void> {
    const { api } = this.house.officer;
    await this.step('ask_papers');
    const papers = (await this.view()).papers.filter(({ required }) => required);
    for (const { label } of papers) await this.hears(label.ar);
    const scan = Buffer.from(await drawing(), 'base64');
    for (const { key, needsExpiry } of papers) {
      const uploads = [await this.house.upload(scan, `${key}.png`, 'image/png')];
      await api.post(`/requests/${this.id}/files`, { uploads, paperKey: key });
      await api.put(`/requests/${this.id}/papers/${key}`, {
        state: 'verified',
        ...(needsExpiry ? { validUntil: '2099-01-01' } : { issuedOn: inDays(-3) }),
      });
    }
    await api.put(`/requests/${this.id}/data-checks/income`, { verified: true });
    await this.step('verify');
  }

  /** The person stands by what they said, in the manner that suits the channel. */
  async attested(): Promise<void> {
    const { api } = this.house.officer;
    const { revision, sha256 } = await api.get<{ revision: number; sha256: string }>(
      `/requests/${this.id}/attestation/form`,
    );
    const signed = { revision, sha256, signerName: 'أم سعد', ...(await this.signature()) };
    await api.post(`/requests/${this.id}/attestations`, signed);
  }

  /** Before the committee: the report of the visit, and the study. */
  async studied(): Promise<void> {
    await this.house.officer.api.put(`/requests/${this.id}/social-report`, {
      text: 'زرنا البيت، ويسكنه ستة أفراد. الإيجار متأخر منذ مرض الأب.',
      recommendation: 'نوصي بالقبول',
      finished: true,
    });
    await this.step('study');
  }

  /** Everything up to the committee. */
  static async studied(house: RequestHouse, way: Way): Promise<RequestJourney> {
    const journey = await RequestJourney.begin(house, way);
    await journey.verified();
    await journey.attested();
    await journey.studied();
    return journey;
  }

  /** One supervisor writes the words, who cannot approve them; a second one does. */
  async worded(words: string): Promise<void> {
    const path = `/requests/${this.id}/decision-notice`;
    this.words = `${words} (${this.reference})`;
    const { writer, approver } = this.house;
    await writer.api.put(path, { text: this.words });
    const own = await writer.api.request('POST', `${path}/approval`, { text: this.words });
    if (own.status < 400) throw new Error('Somebody approved their own words.');
    await approver.api.post(`${path}/approval`, { text: this.words });
    this.told = await this.person.inbox();
  }

  /** What the thread of the request remarks of the decision's way, oldest first. */
  async remarks(): Promise<string[]> {
    const { conversation } = await this.view();
    const thread = await this.house.desk.thread(conversation);
    return thread
      .filter(({ notice, text }) => notice === 'ladder' && text.includes(DECISION))
      .map(({ text }) => text);
  }

  /** The decision's notice of the running round. */
  async notice(): Promise<Notice> {
    const { data } = await this.house.officer.api.get<{ data: Notice[] }>(`/requests/${this.id}/notices`);
    return data.filter(({ kind }) => kind === 'decision').at(-1)!;
  }

  /** What of the decision has left: nothing, as long as its date has not come. */
  async left(): Promise<{ state: string; steps: number; messages: number; heard: string[] }> {
    const { id, state, steps } = await this.notice();
    const messages = await this.house.hub.sql(
      `SELECT 1 FROM message m JOIN request_notice n ON n.decision_id = m.decision_id WHERE n.id = $1`,
      [id],
    );
    // The same words can be said again: each that was said before counts once.
    const heard = await this.person.inbox();
    for (const text of this.told) heard.splice(heard.indexOf(text), 1);
    return { state, steps: steps.length, messages: messages.length, heard };
  }

  /** The last step of the decision, by this channel, as soon as the network has taken its message. */
  async sentBy(channel: string): Promise<NoticeStep & { messageId: string; text: string }> {
    const step = await waitFor(
      async () => {
        const step = (await this.notice()).steps.at(-1);
        return step?.channel === channel && step.state === 'sending' && step.delivery === 'sent' && step;
      },
      {
        message: `the decision about a request by ${this.way} to be sent by ${channel}`,
        timeout: PATIENCE_MS,
      },
    );
    const [row] = await this.house.hub.sql<{ text: string }>('SELECT text FROM message WHERE id = $1', [
      step.messageId,
    ]);
    return { ...step, messageId: step.messageId!, text: row!.text };
  }

  /** What the person was told of the decision, and nothing else since its approval. */
  async heard(): Promise<string> {
    const { heard } = await this.left();
    if (heard.length !== 1) throw new Error(`The person heard ${heard.length} things by ${this.way}.`);
    return heard[0]!;
  }

  /** The words in full, as they were approved. */
  get approvedWords(): string {
    return this.words;
  }

  /** The network, or whoever carried it, says what became of a step's message. */
  async report({ channel, messageId }: NoticeStep, status: DeliveryStatus): Promise<void> {
    const own = channel === this.answeredBy ? this.person : this.elsewhere.get(channel);
    const carrier = own ?? (await this.house.carrier(channel as Way));
    await carrier.report(messageId!, status);
  }

  ends(state: string): Promise<Notice> {
    return waitFor(
      async () => {
        const notice = await this.notice();
        return notice.state === state && notice;
      },
      { message: `the notice by ${this.way} to be ${state}`, timeout: PATIENCE_MS },
    );
  }

  private async signature(): Promise<object> {
    const image = await drawing();
    switch (this.way) {
      case 'sms':
        return { method: 'code', code: await this.code() };
      case 'interview':
        return { method: 'mark', image, witnessName: 'جارة صاحبة الطلب' };
      case 'letter': {
        const scan = await this.house.upload(Buffer.from(image, 'base64'), 'إقرار.png', 'image/png');
        return { method: 'scan', upload: scan };
      }
      default:
        return { method: 'signature', image };
    }
  }

  private async code(): Promise<string> {
    const before = (await this.person.inbox()).length;
    await this.house.officer.api.post(`/requests/${this.id}/attestation-codes`, {});
    return waitFor(
      async () => {
        const texts = (await this.person.inbox()).slice(before);
        return texts.map((text) => /\b\d{6}\b/.exec(text)?.[0]).find(Boolean);
      },
      { message: 'the code' },
    );
  }
}

/** What the two forms ask for, when all of it is filled in. */
function formOf(way: Way, nationalId: string): Record<string, unknown> | null {
  if (way === 'help_request') return { needs: ['food'], nationalId, income: 4500, household: 6 };
  if (way === 'branch') {
    return {
      kind: 'help_request',
      needs: ['food'],
      nationalId,
      monthlyIncome: 4500,
      householdSize: 6,
      city: 'ينبع النخل',
    };
  }
  return null;
}
