import { type BranchDatabase, openDatabase } from './store/database';
import type { Entry, IntakeEntry, Item, OutcomeEntry, Person, PersonEntry, Task } from './store/entries';
import { beginAnew, eraseEverything, wasErased } from './store/erase';
import { Notebook } from './store/notebook';
import { SealedOutbox } from './store/outbox';
import { edited, knownHere, withPerson } from './store/people';
import {
  afterWrongTry,
  makeVault,
  mustAskFirst,
  newRecoveryKey,
  recover,
  triesLeft,
  unlock,
  type Vault,
} from './store/vault';
import { enrol, HubApi, pulseOf, recoveryKeyOf, sayErased } from './sync/hub-api';
import { Refusal, rightsAreGone, sendWaiting, Unreachable, waitAfter } from './sync/sync';

/** How often an open page looks for new hand-overs. */
const LOOK_MS = 2 * 60_000;

export interface Snapshot {
  phase: 'loading' | 'insecure' | 'erased' | 'new' | 'locked' | 'open';
  vault: Vault | null;
  /** Counted also while locked. */
  waiting: number;
  items: Item[];
  tasks: Task[];
  people: Person[];
  sync: 'idle' | 'sending' | 'unreachable' | 'shut out';
  clockIsOff: boolean;
}

const NOTHING: Snapshot = {
  phase: 'loading',
  vault: null,
  waiting: 0,
  items: [],
  tasks: [],
  people: [],
  sync: 'idle',
  clockIsOff: false,
};

interface Opened {
  outbox: SealedOutbox;
  notebook: Notebook;
  hub: HubApi;
}

/** The phone in the representative's hand: what it keeps, whether it is open, and how far it is in step with the hub. */
export class Phone {
  private snapshot = NOTHING;
  private readonly listeners = new Set<() => void>();
  private database!: BranchDatabase;
  private opened: Opened | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private again = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly read = (): Snapshot => this.snapshot;

  /** Finds out what this phone is, and when it was wiped while it was away, erases it. */
  async start(): Promise<void> {
    if (!window.isSecureContext) return this.show({ phase: 'insecure' });
    if (wasErased()) return this.show({ phase: 'erased' });
    this.database = await openDatabase();
    const vault = (await this.database.get('vault', 'vault')) ?? null;
    this.show({ phase: vault ? 'locked' : 'new', vault, waiting: await this.countWaiting() });
    if (vault) await this.ask(vault).catch(notReached);
  }

  /** @throws Refusal, Unreachable */
  async enrol(email: string, password: string, deviceName: string): Promise<(pin: string) => Promise<void>> {
    const recoveryKey = newRecoveryKey();
    const device = await enrol(email, password, { name: deviceName, recoveryKey });
    return async (pin) => {
      const { vault, key } = await makeVault(
        {
          deviceId: device.id,
          number: device.number,
          deviceName,
          representative: device.representative.name,
          branch: device.representative.branch,
          lockAfterDays: device.lockAfterDays,
          lastContact: Date.now(),
        },
        recoveryKey,
        pin,
      );
      await new Notebook(this.database, key).write('token', device.token);
      await this.keepVault(vault);
      // Asks the browser not to clear it away when space is short; it may say no.
      await navigator.storage?.persist?.();
      await this.enter(key);
    };
  }

  /** @returns null when it is open; else how many tries are left, or that the hub has to be asked first */
  async unlock(pin: string): Promise<null | { triesLeft: number } | 'ask first'> {
    const { vault } = this.snapshot;
    if (!vault) return { triesLeft: 0 };
    if (mustAskFirst(vault, Date.now())) {
      const answered = await this.ask(vault).catch(notReached);
      if (!answered) return 'ask first';
      if (this.snapshot.phase !== 'locked') return null;
      if (this.snapshot.vault?.accountOff) return 'ask first';
    }
    const before = this.snapshot.vault ?? vault;
    await this.keepVault(afterWrongTry(before));
    const key = await unlock(before, pin);
    if (!key) return { triesLeft: triesLeft(this.snapshot.vault!) };
    await this.keepVault({ ...before, wrongTries: 0 });
    await this.enter(key);
    return null;
  }

  /** @throws Refusal, Unreachable */
  async recover(email: string, password: string): Promise<(pin: string) => Promise<void>> {
    const { deviceId } = this.snapshot.vault!;
    const recoveryKey = await recoveryKeyOf(email, password, deviceId);
    return async (pin) => {
      const { vault, key } = await recover(this.snapshot.vault!, recoveryKey, pin);
      await this.keepVault({ ...vault, lastContact: Date.now() });
      await this.enter(key);
    };
  }

  /** Forgets the key. What is on the phone cannot be read any more until the PIN is typed. */
  lock(): void {
    if (!this.opened) return;
    this.opened = null;
    clearTimeout(this.timer);
    this.show({ phase: 'locked', items: [], tasks: [], people: [], sync: 'idle' });
  }

  async addIntake(intake: Omit<IntakeEntry, 'receipt' | 'at'>): Promise<Item> {
    const { outbox, notebook } = this.open();
    const item = await outbox.addIntake({ ...intake, at: new Date().toISOString() });
    await notebook.write('people', withPerson(this.snapshot.people, intake.person));
    await this.changed();
    return item;
  }

  async addOutcome(outcome: Omit<OutcomeEntry, 'kind' | 'at' | 'insists'>): Promise<void> {
    await this.add({ ...outcome, kind: 'outcome', insists: false, at: new Date().toISOString() });
  }

  /** @param before as the hub last told it */
  async editPerson(person: Person, before: Person): Promise<void> {
    const { notebook } = this.open();
    await notebook.write('people', withPerson(this.snapshot.people, person));
    await this.add(edited(person, { name: before.name, phone: before.phone }));
  }

  async retry(item: Item, entry?: Entry): Promise<void> {
    await this.open().outbox.retry(item, entry);
    await this.changed();
  }

  async discard(item: Item): Promise<void> {
    await this.open().outbox.remove(item);
    await this.changed();
  }

  /** The representative saw what stands at the office now, and chooses. */
  async settlePerson(item: Item, keep: 'office' | 'mine'): Promise<void> {
    const { outbox, notebook } = this.open();
    const entry = item.entry as PersonEntry;
    const office = { name: said(item, 'name') ?? '', phone: said(item, 'phone') };
    await outbox.remove(item);
    if (keep === 'mine') await outbox.add(edited(entry.person, office));
    const chosen = keep === 'mine' ? entry.person : { ...entry.person, ...office };
    await notebook.write('people', withPerson(this.snapshot.people, chosen));
    await this.changed();
  }

  async settleOutcome(item: Item, insists: boolean): Promise<void> {
    const { outbox } = this.open();
    await outbox.remove(item);
    if (insists) await outbox.add({ ...(item.entry as OutcomeEntry), insists });
    await this.changed();
  }

  async addPhoto(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<string> {
    return this.open().outbox.addPhoto(bytes, type);
  }

  async photo(hash: string): Promise<Blob | null> {
    return this.open().outbox.photo(hash);
  }

  get notebook(): Notebook {
    return this.open().notebook;
  }

  /** Removes the phone for good; only when nothing waits. */
  async leave(): Promise<void> {
    if (this.snapshot.waiting > 0) return;
    await this.erase();
  }

  async beginAnew(): Promise<void> {
    beginAnew();
    await this.start();
  }

  /** Sends what waits and hears what is new. One at a time, also over several tabs. */
  async sync(): Promise<void> {
    const { opened } = this;
    if (!opened) return this.askLocked();
    if (this.snapshot.sync === 'sending') {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.again = false;
    this.show({ sync: 'sending' });
    let end: Snapshot['sync'] = 'unreachable';
    try {
      end = await navigator.locks.request('insat-branch-sync', () => this.exchange(opened));
    } finally {
      // Also after a fault of our own: it must not be the last try.
      if (this.opened === opened) this.settled(end);
    }
    await this.refresh();
    if (this.again && this.opened === opened) await this.sync();
  }

  private settled(end: Snapshot['sync']): void {
    this.failures = end === 'idle' ? 0 : this.failures + 1;
    this.show({ sync: end });
    this.timer = setTimeout(() => void this.sync(), end === 'idle' ? LOOK_MS : waitAfter(this.failures));
  }

  private async exchange({ outbox, hub, notebook }: Opened): Promise<Snapshot['sync']> {
    try {
      const end = await sendWaiting(outbox, hub, () => Date.now());
      if (end.kind === 'shut out') return await this.shutOut();
      if (end.kind === 'unreachable') return 'unreachable';
      this.show({ clockIsOff: end.clockIsOff });
      const [people, tasks] = await Promise.all([hub.people(), hub.tasks()]);
      await notebook.write('people', knownHere(await outbox.items(), people));
      await notebook.write('tasks', tasks);
      await outbox.forgetOld(Date.now());
      await this.contacted();
      return end.later ? 'unreachable' : 'idle';
    } catch (error) {
      if (error instanceof Refusal && rightsAreGone(error)) return this.shutOut();
      if (error instanceof Unreachable || error instanceof Refusal) return 'unreachable';
      throw error;
    }
  }

  private async shutOut(): Promise<'shut out'> {
    const { vault } = this.snapshot;
    if (vault) await this.ask(vault).catch(notReached);
    return 'shut out';
  }

  /** A locked phone too learns that it was wiped, or that its account is on again. */
  private async askLocked(): Promise<void> {
    const { phase, vault } = this.snapshot;
    if (phase === 'locked' && vault) await this.ask(vault).catch(notReached);
  }

  /** @throws Unreachable */
  private async ask(vault: Vault): Promise<true> {
    const { wiped, locked, lockAfterDays } = await pulseOf(vault.deviceId);
    if (wiped) {
      await this.erase();
      await sayErased(vault.deviceId).catch(notReached);
      return true;
    }
    const kept = this.snapshot.vault ?? vault;
    if (locked) {
      // What waits stays, sealed: it is sent once the account is on again.
      this.lock();
      await this.keepVault({ ...kept, accountOff: true });
    } else await this.keepVault({ ...kept, accountOff: false, lockAfterDays, lastContact: Date.now() });
    return true;
  }

  private async erase(): Promise<void> {
    this.opened = null;
    clearTimeout(this.timer);
    this.database.close();
    await eraseEverything();
    this.show({ ...NOTHING, phase: 'erased' });
  }

  private async enter(key: CryptoKey): Promise<void> {
    const { vault } = this.snapshot;
    const notebook = new Notebook(this.database, key);
    const token = await notebook.read('token');
    if (!vault || token === null) throw new Error('The phone has no token');
    this.opened = {
      notebook,
      outbox: new SealedOutbox(this.database, key, vault.number),
      hub: new HubApi(token),
    };
    this.failures = 0;
    await this.opened.outbox.dropLoosePhotos(await this.draftPhotos());
    await this.refresh();
    this.show({ phase: 'open' });
    void this.sync();
  }

  private async draftPhotos(): Promise<string[]> {
    const { notebook } = this.open();
    const drafts = [await notebook.read('draft message'), await notebook.read('draft help_request')];
    return drafts.flatMap((draft) => draft?.photos ?? []);
  }

  private open(): Opened {
    if (!this.opened) throw new Error('The phone is locked');
    return this.opened;
  }

  private async add(entry: Entry): Promise<void> {
    await this.open().outbox.add(entry);
    await this.changed();
  }

  private async changed(): Promise<void> {
    await this.refresh();
    void this.sync();
  }

  private async refresh(): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    const [items, tasks, people] = await Promise.all([
      opened.outbox.items(),
      opened.notebook.read('tasks'),
      opened.notebook.read('people'),
    ]);
    // Locked meanwhile: nothing of it may be seen any more.
    if (this.opened !== opened) return;
    // Somebody who was not found stands there again; the others are done, also before the hub has said so.
    const reported = new Set(
      items.flatMap(({ entry, state }) =>
        entry.kind === 'outcome' && (state !== 'sent' || entry.outcome !== 'not_found') ? [entry.taskId] : [],
      ),
    );
    this.show({
      items,
      people: people ?? [],
      tasks: (tasks ?? []).filter(({ id }) => !reported.has(id)),
      waiting: items.filter(({ state }) => state === 'waiting').length,
    });
  }

  private async contacted(): Promise<void> {
    const { vault } = this.snapshot;
    if (vault) await this.keepVault({ ...vault, lastContact: Date.now() });
  }

  private async keepVault(vault: Vault): Promise<void> {
    await this.database.put('vault', vault, 'vault');
    this.show({ vault });
  }

  private async countWaiting(): Promise<number> {
    const rows = await this.database.getAll('items');
    return rows.filter(({ state }) => state === 'waiting').length;
  }

  private show(change: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Nothing to be done about a network that is not there; anything else is a fault. */
function notReached(error: unknown): null {
  if (error instanceof Unreachable || error instanceof Refusal) return null;
  throw error;
}

/** What the hub said with a problem; an empty word is none. */
export function said({ problem }: Item, name: string): string | null {
  const value = problem?.params[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
