import type { Chat, ChatState } from './chat.js';
import { Composer } from './composer.js';
import { ContactForm } from './contact-form.js';
import { el, icon, put, say } from './dom.js';
import { dress } from './styles.js';
import { Thread } from './thread.js';
import { type Language, number, WORDS, type Words } from './words.js';

/** Launcher and panel, in a shadow root of an element of our own. */
export class View {
  readonly host = document.createElement('insat-chat');
  private readonly words: Words;
  private readonly launcher: HTMLButtonElement;
  private readonly badge = el('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  private readonly news = el('span', { class: 'hush', 'aria-live': 'polite' });
  private readonly panel: HTMLElement;
  private readonly title = el('h2', { id: 'insat-title' });
  private readonly status = el('div', { class: 'status', role: 'status' });
  private readonly thread: Thread;
  private readonly composer: Composer;
  private readonly form: ContactForm;
  private readonly root: ShadowRoot;

  constructor(
    private readonly chat: Chat,
    private readonly language: Language,
  ) {
    const words = WORDS[language];
    this.words = words;
    this.composer = new Composer(chat, language);
    this.form = new ContactForm(chat, language, () => this.composer.field.focus());
    this.thread = new Thread(chat, language, this.form.element);
    this.launcher = el(
      'button',
      { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' },
      icon('chat'),
      el('span', {}, words.launcher),
      this.badge,
      this.news,
    );
    const close = el(
      'button',
      { type: 'button', class: 'round', 'aria-label': words.close, title: words.close },
      icon('close'),
    );
    this.panel = el(
      'section',
      {
        class: 'panel',
        role: 'dialog',
        'aria-modal': 'true',
        'aria-labelledby': 'insat-title',
        hidden: true,
      },
      el('header', { class: 'head' }, el('div', { class: 'title' }, this.title, this.status), close),
      this.thread.element,
      this.composer.element,
    );
    this.launcher.onclick = () => this.open();
    close.onclick = () => this.close();
    this.panel.onkeydown = (event) => this.key(event);
    this.root = this.host.attachShadow({ mode: 'open' });
    dress(this.root);
    const dir = language === 'ar' ? 'rtl' : 'ltr';
    this.root.append(el('div', { class: 'root', dir, lang: language }, this.launcher, this.panel));
    keepOurKeys(this.root);
    this.followKeyboard();
    chat.onChange = () => this.draw(chat.now);
    this.draw(chat.now);
  }

  open(): void {
    this.chat.open();
    this.draw(this.chat.now);
    this.thread.toEnd();
    this.composer.field.focus();
  }

  close(): void {
    if (this.panel.hidden) return;
    this.chat.close();
    this.draw(this.chat.now);
    this.launcher.focus();
  }

  private draw(state: ChatState): void {
    this.panel.hidden = !state.open;
    this.launcher.hidden = state.open;
    put(this.launcher, { 'aria-expanded': String(state.open) });
    const { unread } = state;
    this.badge.hidden = unread === 0;
    say(this.badge, unread > 99 ? '99+' : number(this.language, unread));
    say(this.news, unread > 0 ? this.words.unread(unread) : '');
    say(this.title, state.organisation ?? this.words.launcher);
    const [is, text] = this.statusOf(state);
    put(this.status, { 'data-is': is });
    say(this.status, text);
    if (!state.open) return;
    this.form.draw(state);
    this.thread.draw(state);
    this.composer.draw(state);
  }

  private statusOf(state: ChatState): [is: string, text: string] {
    if (state.link === 'down') return ['down', this.words.offline];
    if (state.online === null) return ['away', this.words.connecting];
    return state.online ? ['online', this.words.online] : ['away', this.words.away];
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    }
    if (event.key !== 'Tab') return;
    const stops = [
      ...this.panel.querySelectorAll<HTMLElement>('button, input, textarea, a[href], [tabindex="0"]'),
    ].filter((stop) => stop.tabIndex >= 0 && !stop.matches(':disabled') && stop.offsetParent !== null);
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const wraps = this.root.activeElement === (event.shiftKey ? first : last);
    if (!wraps) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }

  /** On a telephone the keyboard covers the page without resizing it; the panel keeps to what is left. */
  private followKeyboard(): void {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const follow = () => {
      this.panel.style.setProperty('--visible', `${Math.round(viewport.height)}px`);
      this.panel.style.setProperty('--shift', `${Math.round(viewport.offsetTop)}px`);
    };
    viewport.addEventListener('resize', follow);
    viewport.addEventListener('scroll', follow);
    follow();
  }
}

/** What is typed here is not for the page's own shortcuts. */
function keepOurKeys(root: ShadowRoot): void {
  for (const type of ['keydown', 'keypress', 'keyup']) {
    root.addEventListener(type, (event) => event.stopPropagation());
  }
}
