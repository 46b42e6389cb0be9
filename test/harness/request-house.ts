import { randomInt } from 'node:crypto';
import { branchDriver } from '../channels/contract/branch.driver.js';
import { Desk } from '../channels/contract/desk.js';
import type { ChannelDriver, Network, Person } from '../channels/contract/driver.js';
import { emailDriver } from '../channels/contract/email.driver.js';
import { helpRequestDriver } from '../channels/contract/forms.driver.js';
import { interviewDriver } from '../channels/contract/interview.driver.js';
import { letterDriver } from '../channels/contract/letter.driver.js';
import { phoneDriver } from '../channels/contract/phone.driver.js';
import { smsDriver } from '../channels/contract/sms.driver.js';
import { TEMPLATES, whatsappDriver } from '../channels/contract/whatsapp.driver.js';
import type { ApiClient } from './api-client.js';
import { movableClock, moveClock } from './clock.js';
import { type CommitteeStaff, committeeStaff } from './committee.js';
import { type RunningHub, startHub } from './hub.js';

/** The ways by which a request comes in, each with its network's stand-in. */
const DRIVERS = {
  whatsapp: whatsappDriver,
  sms: smsDriver,
  email: emailDriver,
  letter: letterDriver,
  phone: phoneDriver,
  interview: interviewDriver,
  help_request: helpRequestDriver,
  branch: branchDriver,
} satisfies Record<string, ChannelDriver>;
export type Way = keyof typeof DRIVERS;
export const WAYS = Object.keys(DRIVERS) as Way[];

interface Decided {
  id: string;
  outcome: 'accepted' | 'rejected';
}

/**
 * The association as people meet it who ask for help: a running hub whose clock can be moved, all the networks, an
 * officer, two supervisors and the committee. Whatever is done here goes by the API.
 */
export class RequestHouse {
  private readonly networks = new Map<Way, Network>();
  private readonly carriers = new Map<Way, Person>();
  private readonly taken = new Set<string>();
  private readonly members: CommitteeStaff[] = [];
  hub!: RunningHub;
  desk!: Desk;
  admin!: ApiClient;
  officer!: CommitteeStaff;
  writer!: CommitteeStaff;
  approver!: CommitteeStaff;

  private constructor() {}

  static async open(): Promise<RequestHouse> {
    const house = new RequestHouse();
    await Promise.all(
      WAYS.map(async (way) => {
        house.networks.set(way, await DRIVERS[way].start());
      }),
    );
    const env = Object.assign({}, ...[...house.networks.values()].map((network) => network.env));
    house.hub = await startHub({ env: { ...env, ...movableClock() } });
    await house.hire();
    await house.approveTemplates();
    return house;
  }

  async close(): Promise<void> {
    await this.hub?.stop();
    await Promise.all([...this.networks.values()].map((network) => network.close()));
  }

  /** What the hub asked of a network that the network would refuse. */
  get violations(): string[] {
    return [...this.networks.values()].flatMap(({ violations }) => violations ?? []);
  }

  person(way: Way): Promise<Person> {
    return this.networks.get(way)!.person(this.hub);
  }

  /** Somebody at the same network, by whom it reports how far a message to anybody has come. */
  async carrier(way: Way): Promise<Person> {
    const known = this.carriers.get(way) ?? (await this.person(way));
    this.carriers.set(way, known);
    return known;
  }

  /** A valid ID number that nobody else here has. */
  nationalId(): string {
    for (;;) {
      const digits = `1${randomInt(10_000_000, 99_999_999)}`;
      const id = `${digits}${checkDigit(digits)}`;
      if (!this.taken.has(id)) {
        this.taken.add(id);
        return id;
      }
    }
  }

  /** Days ahead of the real ones, on both clocks. */
  moveClock(days: number): Promise<void> {
    return moveClock(this.hub, days);
  }

  async upload(content: Buffer, name: string, type: string): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)], { type }), name);
    return (await this.officer.api.post<{ id: string }>('/uploads', form)).id;
  }

  /** A session of the committee with these requests on its agenda, from its plan to its minutes. */
  async sits(mode: 'votes' | 'consensus', requests: Decided[]): Promise<void> {
    const { api } = this.writer;
    const [chair] = this.members as [CommitteeStaff];
    const { id } = await api.post<{ id: string }>('/committee/sessions', {
      heldAt: '2026-12-01T10:00:00+03:00',
      place: 'قاعة الاجتماعات',
      mode,
      quorum: 2,
      chairId: chair.id,
      memberIds: this.members.map((member) => member.id),
    });
    await api.post(`/committee/sessions/${id}/agenda`, { requestIds: requests.map((one) => one.id) });
    // One of three is not there: two are a quorum.
    const [, , absent] = this.members as [CommitteeStaff, CommitteeStaff, CommitteeStaff];
    await api.put(`/committee/sessions/${id}/seats`, {
      seats: this.members.map((member) => ({ staffId: member.id, present: member !== absent })),
    });
    await api.post(`/committee/sessions/${id}/open`);
    const { items } = await api.get<{ items: { id: string; requestId: string }[] }>(
      `/committee/sessions/${id}`,
    );
    for (const item of items) {
      const { outcome } = requests.find((one) => one.id === item.requestId)!;
      await this.decide(item.id, outcome, mode, absent);
    }
    await api.post(`/committee/sessions/${id}/close`);
  }

  private async decide(
    item: string,
    outcome: Decided['outcome'],
    mode: 'votes' | 'consensus',
    absent: CommitteeStaff,
  ): Promise<void> {
    for (const { api } of this.members.filter((member) => member !== absent)) {
      await api.get(`/committee/items/${item}/dossier`);
      if (mode === 'consensus') continue;
      const choice = outcome === 'accepted' ? 'accept' : 'reject';
      await api.put(`/committee/items/${item}/vote`, { choice });
    }
    await this.writer.api.post(`/committee/items/${item}/decision`, {
      consensus: mode === 'consensus',
      ...(outcome === 'accepted'
        ? {
            outcome,
            reasonCode: 'need_proven',
            reasonText: 'ثبتت الحاجة بالأوراق والزيارة',
            award: { what: 'إيجار السكن', amountHalalas: 1_250_000, period: 'ستة أشهر' },
          }
        : {
            outcome,
            reasonCode: 'means_suffice',
            reasonText: 'الدخل يكفي للحاجة بحسب الأوراق',
            appeal: { text: 'اكتب لنا سبب اعتراضك', until: inDays(60) },
          }),
    });
  }

  private async hire(): Promise<void> {
    this.admin = await this.hub.signIn();
    this.desk = await Desk.at(this.hub);
    const hired = (name: string, role: Parameters<typeof committeeStaff>[3]) =>
      committeeStaff(this.hub, this.admin, name, role);
    this.officer = await hired('نورة', 'officer');
    this.writer = await hired('سامي', 'supervisor');
    this.approver = await hired('عبير', 'supervisor');
    for (const name of ['هدى', 'ماجد', 'ريم']) this.members.push(await hired(name, 'committee_member'));
  }

  /** Outside its 24 hours WhatsApp takes only what Meta has approved. */
  private async approveTemplates(): Promise<void> {
    const [ready, received] = TEMPLATES;
    const texts = [
      { kind: 'decision_ready', network: ready, networkVariables: ['name', 'reference', 'link'] },
      { kind: 'receipt', network: received, networkVariables: ['reference', 'notBefore'] },
    ];
    for (const { kind, network, networkVariables } of texts) {
      const { text } = network.components[0]!;
      const { id } = await this.writer.api.put<{ id: string }>('/notice-templates/drafts', {
        kind,
        channel: 'whatsapp',
        language: 'ar',
        body: text.replace(/\{\{(\d+)\}\}/g, (_, place) => `{${networkVariables[Number(place) - 1]}}`),
        networkName: network.name,
        networkLanguage: network.language,
        networkVariables,
      });
      await this.writer.api.put(`/notice-templates/${id}/state`, { state: 'proposed' });
      await this.approver.api.put(`/notice-templates/${id}/state`, { state: 'approved' });
    }
  }
}

/** The day in Riyadh so many days from now, by the real clock. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000 + 3 * 3_600_000).toISOString().slice(0, 10);
}

/** Luhn's, over nine digits. */
function checkDigit(digits: string): number {
  const sum = [...digits].reduce((total, digit, position) => {
    const value = Number(digit) * (position % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
