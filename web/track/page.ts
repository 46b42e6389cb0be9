import { el } from '../widget/dom.js';
import { newId } from '../widget/ids.js';
import { type Hub, HubError, type View } from './hub';
import { PaperFiles } from './papers';
import { type Drafts, requestPage } from './request';
import { signIn } from './sign-in';
import { type Language, type Say, wordsOf } from './words';

/** That somebody came in here, in this tab: whether they still are is for the hub to say. */
const CAME_IN = 'insat-track';

/** The page on the screen: the way in, then the request. */
export class Page {
  language: Language;
  reference: string;
  contact = '';
  code = '';
  /** Null before a code was asked for. */
  codeAgainAt: number | null = null;
  /** What is wrong, in words, by the field it is about. */
  problems: Record<string, string | undefined> = {};
  readonly drafts: Drafts = { message: '', appeal: '', comment: '', stars: 0 };
  readonly files: PaperFiles;
  private readonly ids = new Map<string, string>();
  private view: View | null = null;
  private loading = false;
  private broken = false;
  private note = '';
  private shown = '';

  constructor(
    readonly hub: Hub,
    private readonly root: HTMLElement,
    start: { language: Language; reference: string },
  ) {
    this.language = start.language;
    this.reference = start.reference;
    this.files = new PaperFiles(
      hub,
      () => this.draw(),
      (error) => void (error ? this.failed(error, 'papers') : this.refresh()),
    );
    hub.onLine = (broken) => {
      if (broken === this.broken) return;
      this.broken = broken;
      this.draw();
    };
    for (const change of ['online', 'offline']) addEventListener(change, () => this.draw());
  }

  start(): void {
    if (sessionStorage.getItem(CAME_IN)) void this.open();
    else this.draw();
  }

  get say(): Say {
    return wordsOf(this.language);
  }

  /** Draws all anew, and gives the focus back to where it was. */
  draw(): void {
    const { say } = this;
    document.documentElement.lang = this.language;
    document.documentElement.dir = this.language === 'ar' ? 'rtl' : 'ltr';
    document.title = say('title');
    const active = document.activeElement as (HTMLElement & { selectionStart?: number | null }) | null;
    const held = active?.id ?? '';
    const at = active?.selectionStart ?? null;
    const screen = this.loading
      ? 'loading'
      : this.view
        ? 'request'
        : this.codeAgainAt === null
          ? 'ask'
          : 'code';
    const body = this.loading
      ? [el('p', { class: 'card', role: 'status' }, say('loading'))]
      : this.view
        ? requestPage(this, this.view, say)
        : [signIn(this, say)];
    this.root.replaceChildren(this.head(), ...this.notices(), el('main', {}, ...body));
    if (this.shown !== '' && screen !== this.shown) {
      scrollTo(0, 0);
      this.root.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    } else if (held) {
      const again = document.getElementById(held);
      again?.focus({ preventScroll: true });
      if (at !== null && again instanceof HTMLTextAreaElement) again.setSelectionRange(at, at);
    }
    this.shown = screen;
    if (screen === 'request') this.confirmRead();
  }

  complain(field: string, words: string): void {
    this.problems[field] = words;
    this.draw();
    document.getElementById(field)?.focus();
  }

  /** The same until it has arrived, so that sending again is harmless. */
  idOf(deed: string): string {
    const id = this.ids.get(deed) ?? newId();
    this.ids.set(deed, id);
    return id;
  }

  newId(deed: string): void {
    this.ids.delete(deed);
  }

  /** @returns whether the hub took it; else the page says why not */
  async send(method: string, path: string, body: object | undefined, about: string): Promise<boolean> {
    this.problems = {};
    this.note = '';
    try {
      await this.hub.call(method, path, body);
      return true;
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      this.failed(error, about);
      return false;
    }
  }

  /** Comes in by what the session's cookie opens. */
  async open(): Promise<void> {
    this.loading = true;
    this.draw();
    try {
      this.view = await this.hub.call<View>('GET', 'request');
      sessionStorage.setItem(CAME_IN, '1');
      this.reference = this.view.reference;
      this.code = '';
      this.codeAgainAt = null;
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      this.failed(error, 'reference');
    }
    this.loading = false;
    this.draw();
  }

  async refresh(note = ''): Promise<void> {
    try {
      this.view = await this.hub.call<View>('GET', 'request');
      this.note = note;
      this.draw();
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      this.failed(error, 'message');
    }
  }

  async leave(): Promise<void> {
    await this.send('DELETE', 'session', undefined, 'leave');
    sessionStorage.removeItem(CAME_IN);
    Object.assign(this.drafts, { message: '', appeal: '', comment: '', stars: 0 });
    this.view = null;
    this.contact = '';
    this.draw();
  }

  private failed(error: HubError, about: string): void {
    const { say } = this;
    if (error.status === 401) {
      const was = this.view !== null || about === 'reference';
      sessionStorage.removeItem(CAME_IN);
      this.view = null;
      this.codeAgainAt = null;
      this.problems = was ? { reference: say('ended') } : {};
    } else {
      this.problems[about] = this.why(error);
    }
    this.broken = false;
    this.draw();
  }

  private why(error: HubError): string {
    const { say } = this;
    if (error.status === 429) {
      const seconds = error.retryAfterSeconds || 60;
      const wait =
        seconds > 90 ? say('minutes', { n: Math.ceil(seconds / 60) }) : say('seconds', { n: seconds });
      return say('throttled', { n: wait });
    }
    return say(error.status === 403 ? 'wrongCode' : error.passing ? 'failed' : 'refused');
  }

  private head(): HTMLElement {
    const switched = this.language === 'ar' ? 'en' : 'ar';
    const language = el(
      'button',
      { type: 'button', class: 'language', lang: switched },
      this.say('language'),
    );
    language.addEventListener('click', () => {
      this.language = switched;
      this.problems = {};
      this.draw();
    });
    return el(
      'header',
      {},
      el(
        'div',
        {},
        this.view ? el('p', { class: 'hint' }, this.view.organisation[this.language]) : null,
        el('p', { class: 'title' }, this.say('title')),
      ),
      language,
    );
  }

  private notices(): HTMLElement[] {
    return [
      this.broken || !navigator.onLine
        ? el('p', { class: 'notice', role: 'status' }, this.say('line'))
        : null,
      this.note ? el('p', { class: 'thanks', role: 'status' }, this.note) : null,
    ].filter((notice) => notice !== null);
  }

  /** Once for each decision: it stands on the screen, which proves that it arrived. */
  private confirmRead(): void {
    const { decision, round } = this.view ?? {};
    if (!decision || decision.round !== round || this.ids.has(`read ${round}`)) return;
    this.ids.set(`read ${round}`, '');
    this.hub.call('PUT', 'decision/shown').catch((error: unknown) => {
      if (!(error instanceof HubError)) throw error;
      // The next time that it is drawn.
      this.ids.delete(`read ${round}`);
    });
  }
}
