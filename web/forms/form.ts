import { problemOf } from './check';
import { type Draft, DraftStore, newDraft, usableTicket } from './draft';
import { Hub, HubError, type Meta } from './hub';
import { type Answers, asked, type FormName, STEPS, type Step } from './questions';
import { FileShelf } from './shelf';
import { Uploads } from './uploads';
import type { Language } from './words';

export type Sending =
  | null
  | { state: 'proof' | 'files' | 'form' }
  /** The network or the hub is away; it goes on by itself. */
  | { state: 'waiting'; offline: boolean }
  /** Somebody has to do something. */
  | { state: 'refused'; why: string };

/** Until the hub has answered, and when it cannot be asked: enough to begin with. */
const FIRST_META: Meta = {
  organisation: { ar: '', en: '' },
  answerBy: ['sms', 'phone', 'email'],
  trial: false,
  files: { most: 6, bytes: 10 * 1024 * 1024, partBytes: 128 * 1024 },
};
const SAVE_AFTER_MS = 250;
const RETRY_MS = 8_000;
const LOOK_MS = 800;
const LOOKS = 25;

/** A form as somebody fills it in: what is answered, kept and sent. Knows nothing of how it looks. */
export class Form {
  draft: Draft;
  meta = FIRST_META;
  /** Problems by question, as keys of the words or, from the hub, as words. */
  problems: Record<string, string> = {};
  sending: Sending = null;
  /** null: nothing to keep yet. */
  kept: boolean | null = null;
  readonly uploads: Uploads;
  onChange: () => void = () => undefined;

  private readonly store: DraftStore;
  private readonly hub = new Hub();
  private readonly shelf = new FileShelf();
  private saving: ReturnType<typeof setTimeout> | undefined;
  private retrying: ReturnType<typeof setTimeout> | undefined;
  private ticketing: Promise<string> | null = null;

  constructor(
    readonly name: FormName,
    language: Language,
  ) {
    this.store = new DraftStore(name);
    const found = this.store.read();
    this.draft = found ?? newDraft(language);
    this.kept = found ? true : null;
    this.hub.language = this.draft.language;
    this.uploads = new Uploads(
      this.hub,
      this.shelf,
      {
        id: () => this.draft.id,
        files: () => this.draft.files,
        ticket: () => this.ticket(),
        changed: () => this.changed(),
      },
      () => this.meta.files,
    );
  }

  get steps(): Step[] {
    return STEPS[this.name];
  }

  /** Reads what the page offers, and goes on with what was left: files, a sending, a reference to wait for. */
  async start(): Promise<void> {
    addEventListener('online', () => this.resume());
    addEventListener('pagehide', () => this.saveNow());
    void this.loadMeta();
    this.resume();
    if (this.draft.done && !this.draft.done.reference) await this.awaitReference();
  }

  answer(name: string, value: Answers[string]): void {
    this.draft.answers[name] = value;
    delete this.problems[name];
    this.save();
  }

  setConsent(consent: boolean): void {
    this.draft.consent = consent;
    delete this.problems['consent'];
    this.save();
    this.onChange();
  }

  setLanguage(language: Language): void {
    this.draft.language = language;
    this.hub.language = language;
    this.problems = {};
    this.saveNow();
    this.onChange();
  }

  /** @returns whether the step's answers may stay */
  checkStep(index: number): boolean {
    const step = this.steps[index];
    this.problems = step ? this.problemsOf(step) : {};
    this.onChange();
    return Object.keys(this.problems).length === 0;
  }

  goTo(step: number): void {
    this.draft.step = step;
    this.saveNow();
    this.onChange();
    // Opened while the next question is read, so that nobody waits for the puzzle at the end.
    if (step > 0) this.ticket().catch(() => undefined);
  }

  async addFile(file: File): Promise<string | null> {
    if (this.draft.files.length >= this.meta.files.most) return 'file.most';
    const chosen = await this.uploads.choose(file);
    if (typeof chosen === 'string') return chosen;
    this.draft.files.push(chosen);
    this.saveNow();
    this.onChange();
    void this.uploads.run();
    return null;
  }

  removeFile(id: string): void {
    this.draft.files = this.draft.files.filter((file) => file.id !== id);
    void this.uploads.drop(id);
    this.saveNow();
    this.onChange();
  }

  startOver(): void {
    clearTimeout(this.retrying);
    for (const { id } of this.draft.files) void this.uploads.drop(id);
    this.draft = newDraft(this.draft.language);
    this.problems = {};
    this.sending = null;
    this.kept = null;
    this.store.forget();
    this.onChange();
  }

  stopSending(): void {
    clearTimeout(this.retrying);
    this.draft.pending = false;
    this.sending = null;
    this.saveNow();
    this.onChange();
  }

  /** Sends it all; what fails for now is tried again until it is stopped, also after the tab was closed. */
  async send(): Promise<void> {
    if (this.sending && this.sending.state !== 'refused' && this.sending.state !== 'waiting') return;
    clearTimeout(this.retrying);
    const wrong = this.steps.findIndex((step) => Object.keys(this.problemsOf(step)).length > 0);
    if (wrong >= 0) {
      this.problems = this.problemsOf(this.steps[wrong]!);
      return this.goTo(wrong);
    }
    if (!this.draft.consent) {
      this.problems = { consent: 'missing.consent' };
      return this.onChange();
    }
    this.draft.pending = true;
    this.saveNow();
    try {
      await this.sendNow();
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      this.failed(error);
    }
  }

  private async sendNow(): Promise<void> {
    this.say({ state: 'proof' });
    const ticket = await this.ticket();
    if (this.draft.files.some(({ done }) => !done)) {
      this.say({ state: 'files' });
      await this.uploads.run();
      const stuck = this.draft.files.find(({ done }) => !done);
      if (stuck) {
        this.draft.pending = false;
        this.sending = { state: 'refused', why: this.uploads.states.get(stuck.id)?.trouble ?? 'file.line' };
        return this.goTo(this.steps.findIndex(({ name }) => name === 'papers'));
      }
    }
    this.say({ state: 'form' });
    const { receipt } = await this.hub.submit(this.name, this.fields(), ticket);
    this.draft.pending = false;
    this.draft.done = {
      receipt,
      reference: null,
      at: new Date().toISOString(),
      answerBy: String(this.draft.answers['answerBy']),
    };
    // Nothing of what was written stays behind on a phone that others use too.
    this.draft.answers = {};
    this.draft.files = [];
    this.sending = null;
    this.saveNow();
    this.onChange();
    await this.awaitReference();
  }

  private failed(error: HubError): void {
    const { status, problem, retryAfterMs } = error;
    if (status === 401) {
      this.draft.ticket = null;
      this.again(0);
      return;
    }
    if (problem.code === 'forms.too_fast') {
      this.again(retryAfterMs);
      return;
    }
    if (error.passing) {
      this.say({ state: 'waiting', offline: status === 0 });
      this.again(RETRY_MS);
      return;
    }
    this.draft.pending = false;
    if (problem.code === 'forms.file_not_found') {
      for (const file of this.draft.files) file.done = false;
    }
    this.sending = { state: 'refused', why: problem.title ?? String(status) };
    const named = Object.fromEntries((problem.errors ?? []).map(({ path, message }) => [path, message]));
    const step = this.steps.findIndex(({ questions }) => questions.some(({ name }) => name in named));
    this.problems = named;
    if (step >= 0) {
      this.sending = null;
      this.draft.step = step;
    }
    this.saveNow();
    this.onChange();
  }

  private again(wait: number): void {
    clearTimeout(this.retrying);
    this.retrying = setTimeout(() => {
      if (!this.draft.pending) return;
      this.sending = null;
      void this.send();
    }, wait);
  }

  private resume(): void {
    if (this.draft.done) return;
    for (const [id, state] of this.uploads.states)
      if (state.trouble === 'file.line' || state.trouble === 'file.full') void this.uploads.retry(id);
    if (this.draft.files.some(({ done }) => !done)) void this.uploads.run();
    if (this.draft.pending) void this.send();
    this.onChange();
  }

  private async awaitReference(): Promise<void> {
    for (let look = 0; look < LOOKS && this.draft.done; look += 1) {
      try {
        const { reference } = await this.hub.outcome(this.draft.id, this.draft.ticket?.text ?? '');
        if (reference && this.draft.done) {
          this.draft.done.reference = reference;
          this.saveNow();
          return this.onChange();
        }
      } catch (error) {
        if (!(error instanceof HubError) || !error.passing) return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  private ticket(): Promise<string> {
    const usable = usableTicket(this.draft);
    if (usable) return Promise.resolve(usable);
    this.ticketing ??= this.hub
      .ticket(this.draft.id)
      .then((text) => {
        this.draft.ticket = { text, at: Date.now() };
        this.saveNow();
        return text;
      })
      .finally(() => {
        this.ticketing = null;
      });
    return this.ticketing;
  }

  private async loadMeta(): Promise<void> {
    try {
      this.meta = await this.hub.meta();
    } catch {
      // Offline: what is usual is offered, and the hub checks when the form comes.
      return;
    }
    const chosen = this.draft.answers['answerBy'];
    if (chosen && !this.meta.answerBy.includes(chosen as never)) delete this.draft.answers['answerBy'];
    this.onChange();
  }

  private fields(): object {
    const { id, language, answers, files, consent } = this.draft;
    const questions = this.steps.flatMap((step) => asked(step.questions, answers));
    const given = questions
      .filter(({ name, kind }) => kind !== 'files' && answers[name] !== undefined)
      .map(({ name }) => [name, answers[name]]);
    const trap = document.querySelector<HTMLInputElement>('input[name=website]')?.value;
    return {
      ...Object.fromEntries(given),
      ...(trap && { website: trap }),
      id,
      language,
      consent,
      files: files.map((file) => file.id),
    };
  }

  private problemsOf(step: Step): Record<string, string> {
    const { answers } = this.draft;
    return Object.fromEntries(
      asked(step.questions, answers).flatMap((question) => {
        const problem = problemOf(question, answers);
        return problem ? [[question.name, problem]] : [];
      }),
    );
  }

  private say(sending: Sending): void {
    this.sending = sending;
    this.onChange();
  }

  private changed(): void {
    this.saveNow();
    this.onChange();
  }

  private save(): void {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.saveNow(), SAVE_AFTER_MS);
  }

  private saveNow(): void {
    clearTimeout(this.saving);
    const was = this.kept;
    this.kept = this.store.write(this.draft);
    if (was !== this.kept) this.onChange();
  }
}
