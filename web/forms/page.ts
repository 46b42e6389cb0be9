import { el, put } from '../widget/dom.js';
import { control, worded } from './controls';
import { confirmation } from './done';
import { filesControl } from './files-control';
import type { Form } from './form';
import { asked, type Question } from './questions';
import { wordsOf } from './words';

type Say = ReturnType<typeof wordsOf>;

/** The form on the screen: one step at a time. */
export class Page {
  private shownStep = -1;

  constructor(
    private readonly form: Form,
    private readonly root: HTMLElement,
  ) {
    form.onChange = () => this.draw();
    addEventListener('popstate', ({ state }) => {
      const step = (state as { step?: number } | null)?.step ?? 0;
      if (!form.draft.done && !form.draft.pending) form.goTo(step);
    });
    for (const change of ['online', 'offline']) addEventListener(change, () => this.draw());
    history.replaceState({ step: form.draft.step }, '');
  }

  /** Draws all anew, and gives the focus back to where it was. */
  draw(): void {
    const { draft, name } = this.form;
    const say = wordsOf(draft.language);
    document.documentElement.lang = draft.language;
    document.documentElement.dir = draft.language === 'ar' ? 'rtl' : 'ltr';
    document.title = say(`title.${name}`);
    const held = this.held();
    const step = draft.done ? 'done' : draft.step;
    const main = draft.done ? confirmation(this.form, say) : this.step(say);
    this.root.replaceChildren(this.head(say), ...this.notices(say), main);
    if (this.shownStep !== -1 && step !== this.shownStep) this.arrive();
    else if (held) this.hold(held);
    this.shownStep = step as number;
  }

  private head(say: Say): HTMLElement {
    const { form } = this;
    const switched = form.draft.language === 'ar' ? 'en' : 'ar';
    const language = el('button', { type: 'button', class: 'language', lang: switched }, say('language'));
    language.addEventListener('click', () => form.setLanguage(switched));
    const organisation = form.meta.organisation[form.draft.language];
    return el(
      'header',
      {},
      el(
        'div',
        {},
        el('p', { class: 'organisation' }, organisation),
        el('p', { class: 'title' }, say(`title.${form.name}`)),
      ),
      language,
    );
  }

  private notices(say: Say): HTMLElement[] {
    const { form } = this;
    return [
      form.meta.trial ? el('p', { class: 'notice trial' }, say('trial')) : null,
      !navigator.onLine && !form.draft.done
        ? el('p', { class: 'notice', role: 'status' }, say('offline'))
        : null,
    ].filter((notice) => notice !== null);
  }

  private step(say: Say): HTMLElement {
    const { form } = this;
    const { steps, draft } = form;
    const last = draft.step >= steps.length;
    const step = steps[draft.step];
    const all = steps.length + 1;
    const number = Math.min(draft.step, steps.length) + 1;
    const bar = el('progress', { max: all, value: number, 'aria-label': say('step', { n: number, all }) });
    const heading = el('h1', { tabindex: -1 }, say(`step.${step?.name ?? 'check'}`));
    const body = el('form', { novalidate: true });
    body.append(
      el('p', { class: 'count' }, say('step', { n: number, all })),
      bar,
      heading,
      ...(draft.step === 0 ? [el('p', { class: 'intro' }, say(`intro.${form.name}`))] : []),
      ...(step
        ? asked(step.questions, draft.answers).map((question) => this.question(question, say))
        : this.review(say)),
      this.buttons(say, last),
      this.keeping(say),
    );
    body.addEventListener('submit', (event) => {
      event.preventDefault();
      if (last) void form.send();
      else this.next();
    });
    return el('main', {}, body);
  }

  private question(question: Question, say: Say): HTMLElement {
    if (question.kind === 'files') return filesControl(this.form, say);
    return control(this.form, question, say, () => this.draw());
  }

  private buttons(say: Say, last: boolean): HTMLElement {
    const { form } = this;
    const busy = form.sending && form.sending.state !== 'refused';
    const send = form.name === 'volunteer' ? say('send.volunteer') : say('send');
    const next = el(
      'button',
      { type: 'submit', class: 'primary', disabled: Boolean(busy) },
      last ? send : say('next'),
    );
    const back = el('button', { type: 'button', class: 'plain', disabled: Boolean(busy) }, say('back'));
    back.addEventListener('click', () => history.back());
    return el('div', { class: 'buttons' }, next, form.draft.step > 0 ? back : null);
  }

  private keeping(say: Say): HTMLElement {
    const { form } = this;
    const foot = el('div', { class: 'keeping' });
    if (form.kept !== null) {
      foot.append(
        el(
          'span',
          { class: form.kept ? 'kept' : 'unkept', role: 'status' },
          say(form.kept ? 'saved' : 'notKept'),
        ),
      );
    }
    if (form.kept && form.draft.step > 0 && !form.draft.pending) {
      const over = el('button', { type: 'button', class: 'quiet' }, say('startOver'));
      over.addEventListener('click', () => {
        if (confirm(say('startOverSure'))) form.startOver();
      });
      foot.append(over);
    }
    return foot;
  }

  private review(say: Say): HTMLElement[] {
    const { form } = this;
    const { answers } = form.draft;
    const rows = form.steps.flatMap((step, index) =>
      asked(step.questions, answers).map((question) => {
        const change = el('button', { type: 'button', class: 'quiet' }, say('edit'));
        // "Choose all that apply" says nothing here; the step's name does.
        const words =
          question.kind === 'several' ? say(`step.${step.name}`) : worded(say, 'q', question.name, form.name);
        put(change, { 'aria-label': `${say('edit')}: ${words}` });
        change.addEventListener('click', () => this.goTo(index));
        return el(
          'div',
          { class: 'row' },
          el('dt', {}, words),
          el('dd', { dir: 'auto' }, this.said(question, say)),
          change,
        );
      }),
    );
    const consent = el('input', { type: 'checkbox', id: 'consent', checked: form.draft.consent });
    consent.addEventListener('change', () => form.setConsent(consent.checked));
    const problem = form.problems['consent'];
    return [
      el('dl', { class: 'review' }, ...rows),
      el(
        'label',
        { class: 'option consent', 'data-question': 'consent' },
        consent,
        el('span', {}, say('consent')),
      ),
      el('p', { class: 'hint' }, say('consentMore')),
      ...(problem ? [el('p', { class: 'problem', role: 'alert' }, say(problem))] : []),
      ...this.progress(say),
    ];
  }

  private said(question: Question, say: Say): string {
    const { answers, files } = this.form.draft;
    if (question.kind === 'files') return files.map(({ name }) => name).join('، ') || say('nothing');
    const answer = answers[question.name];
    const words = (value: string) =>
      question.kind === 'one' || question.kind === 'several' || question.kind === 'answerBy'
        ? say(`a.${question.name}.${value}`)
        : value;
    if (Array.isArray(answer)) return answer.map(words).join(this.form.draft.language === 'ar' ? '، ' : ', ');
    return answer?.trim() ? words(answer.trim()) : say('nothing');
  }

  private progress(say: Say): HTMLElement[] {
    const { sending } = this.form;
    if (!sending) return [];
    if (sending.state === 'refused') {
      return [el('p', { class: 'problem', role: 'alert' }, say('refused', { why: say(sending.why) }))];
    }
    if (sending.state !== 'waiting') {
      return [el('p', { class: 'sending', role: 'status' }, say(`sending.${sending.state}`))];
    }
    const stop = el('button', { type: 'button', class: 'quiet' }, say('cancelSending'));
    stop.addEventListener('click', () => this.form.stopSending());
    return [
      el(
        'div',
        { class: 'notice', role: 'status' },
        el('p', {}, say(sending.offline ? 'waiting' : 'waitingHub')),
        stop,
      ),
    ];
  }

  private next(): void {
    const { form } = this;
    if (form.checkStep(form.draft.step)) this.goTo(form.draft.step + 1);
    else this.root.querySelector<HTMLElement>('[data-question]:has(.problem) :is(input, textarea)')?.focus();
  }

  private goTo(step: number): void {
    history.pushState({ step }, '');
    this.form.goTo(step);
  }

  /** A new step is read from its heading on. */
  private arrive(): void {
    scrollTo(0, 0);
    this.root.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }

  private held(): { selector: string; start: number | null; end: number | null } | null {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || !this.root.contains(active)) return null;
    const value = active.getAttribute('value');
    const selector =
      active.id !== ''
        ? `#${active.id}`
        : active instanceof HTMLInputElement
          ? `input[name="${active.name}"][value="${value}"]`
          : active.className !== ''
            ? `${active.localName}.${active.className.split(' ')[0]}`
            : active.localName;
    const text =
      active instanceof HTMLTextAreaElement || (active instanceof HTMLInputElement && active.type === 'text');
    return { selector, start: text ? active.selectionStart : null, end: text ? active.selectionEnd : null };
  }

  private hold({
    selector,
    start,
    end,
  }: {
    selector: string;
    start: number | null;
    end: number | null;
  }): void {
    const element = this.root.querySelector<HTMLElement>(selector);
    element?.focus({ preventScroll: true });
    if (start !== null && (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement)) {
      element.setSelectionRange(start, end);
    }
  }
}
