import type { Chat, ChatState, Draft } from './chat.js';
import { el, icon } from './dom.js';
import type { FileFacts, Message, StoredFile } from './hub.js';
import { dayOf, type Language, timeOf, WORDS, type Words } from './words.js';

/** Pictures up to here are shown at once; larger ones wait for a tap. */
const SHOWN_BYTES = 5 * 1024 * 1024;
const LINK = /https?:\/\/[^\s<>"'«»]+/g;

/** The list of messages. Elements stay as long as their message does, so that nothing is read out twice. */
export class Thread {
  readonly element: HTMLElement;
  private readonly words: Words;
  private readonly welcome: HTMLElement;
  private readonly older: HTMLButtonElement;
  private readonly rows = new Map<string, { element: HTMLElement; look: string }>();
  private drawn = false;

  constructor(
    private readonly chat: Chat,
    private readonly language: Language,
    /** Stands after the last message. */
    private readonly footer: HTMLElement,
  ) {
    const words = WORDS[language];
    this.words = words;
    this.welcome = el(
      'div',
      { class: 'welcome' },
      el('h3', {}, words.greeting),
      el('p', {}, words.invitation),
    );
    this.older = el('button', { type: 'button', class: 'older', hidden: true }, words.older);
    this.older.onclick = () => this.loadOlder();
    this.element = el('div', {
      class: 'log',
      role: 'log',
      'aria-live': 'polite',
      'aria-label': words.conversation,
      tabindex: 0,
    });
    this.element.append(this.older, this.welcome, footer);
    this.stayAtEnd();
  }

  draw(state: ChatState): void {
    const atEnd = this.isAtEnd();
    const count = this.rows.size;
    this.older.hidden = !state.hasOlder;
    this.welcome.hidden = state.messages.length + state.unsent.length > 0;
    // The history as such is not news.
    this.element.setAttribute('aria-busy', String(!this.drawn && state.link === 'connecting'));
    if (state.link === 'up') this.drawn = true;
    this.arrange(this.elements(state));
    const last = state.unsent[state.unsent.length - 1] ?? state.messages[state.messages.length - 1];
    const isOwn = last !== undefined && (!('direction' in last) || last.direction === 'inbound');
    if (atEnd || (this.rows.size > count && isOwn)) this.toEnd();
  }

  toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  private elements(state: ChatState): HTMLElement[] {
    const kept = new Set<string>();
    const elements: HTMLElement[] = [];
    const add = (key: string, look: string, make: () => HTMLElement) => {
      kept.add(key);
      let row = this.rows.get(key);
      if (row?.look !== look) {
        row = { element: make(), look };
        this.rows.get(key)?.element.replaceWith(row.element);
        this.rows.set(key, row);
      }
      elements.push(row.element);
    };
    let day = '';
    const addDay = (at: string) => {
      const name = dayOf(this.language, new Date(at));
      if (name !== day) add(`day:${name}`, name, () => el('div', { class: 'day' }, name));
      day = name;
    };
    for (const message of state.messages) {
      addDay(message.createdAt);
      add(message.id, 'sent', () => this.message(message));
    }
    for (const draft of state.unsent) {
      addDay(draft.at);
      add(draft.id, draft.failed ? 'failed' : 'sending', () => this.draft(draft));
    }
    for (const key of this.rows.keys()) {
      if (!kept.has(key)) this.rows.get(key)?.element.remove();
      if (!kept.has(key)) this.rows.delete(key);
    }
    return elements;
  }

  /** Puts the elements in order with the fewest moves: what is in its place is not touched. */
  private arrange(elements: HTMLElement[]): void {
    let place: Element | null = this.welcome.nextElementSibling;
    for (const element of elements) {
      if (element === place) place = place.nextElementSibling;
      else this.element.insertBefore(element, place);
    }
    if (this.element.lastElementChild !== this.footer) this.element.append(this.footer);
  }

  private message(message: Message): HTMLElement {
    const mine = message.direction === 'inbound';
    const at = new Date(message.createdAt);
    const meta = el(
      'div',
      { class: 'meta' },
      el('time', { datetime: message.createdAt }, timeOf(this.language, at)),
    );
    if (mine) meta.append(icon('sent'), el('span', { class: 'hush' }, this.words.sent));
    else if (message.automatic) meta.append(`· ${this.words.automatic}`);
    const files = message.attachments.map((file) => this.file(file));
    return this.row(mine, message.text, files, meta);
  }

  private draft(draft: Draft): HTMLElement {
    const meta = el('div', { class: 'meta' });
    if (draft.failed) {
      const again = el('button', { type: 'button', class: 'text' }, this.words.retry);
      again.onclick = () => this.chat.sendAgain(draft.id);
      const drop = el('button', { type: 'button', class: 'text' }, this.words.discard);
      drop.onclick = () => this.chat.discard(draft.id);
      meta.append(icon('warning'), this.words.failed, again, drop);
    } else {
      meta.append(icon('clock'), this.words.sending);
    }
    const row = this.row(
      true,
      draft.text,
      draft.attachments.map((file) => el('div', { class: 'chip' }, ...this.facts(file))),
      meta,
    );
    row.classList.toggle('failed', draft.failed === true);
    return row;
  }

  private row(mine: boolean, text: string, files: HTMLElement[], meta: HTMLElement): HTMLElement {
    return el(
      'div',
      { class: mine ? 'row mine' : 'row' },
      mine ? el('span', { class: 'hush' }, `${this.words.you}: `) : null,
      text ? el('div', { class: 'bubble', dir: 'auto' }, ...withLinks(text)) : null,
      files.length > 0 ? el('div', { class: 'files' }, ...files) : null,
      meta,
    );
  }

  private file(file: StoredFile): HTMLElement {
    const holder = el('div', {});
    const showChip = () => holder.replaceChildren(this.download(file));
    showChip();
    if (/^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.contentType) && file.size <= SHOWN_BYTES) {
      this.picture(file).then((picture) => {
        const atEnd = this.isAtEnd();
        holder.replaceChildren(picture);
        if (atEnd) this.toEnd();
      }, showChip);
    }
    return holder;
  }

  /** @throws when the picture cannot be fetched, is none, or the page's policy forbids it */
  private async picture(file: StoredFile): Promise<HTMLElement> {
    const image = el('img', { alt: this.words.picture(file.fileName) });
    image.src = URL.createObjectURL(await this.chat.file(file.key));
    await image.decode();
    const button = el('button', { type: 'button', class: 'picture' }, image);
    button.onclick = () => this.save(file);
    return button;
  }

  private download(file: StoredFile): HTMLElement {
    const button = el(
      'button',
      { type: 'button', class: 'chip', 'aria-label': this.words.download(file.fileName) },
      ...this.facts(file),
    );
    button.onclick = () => this.save(file);
    return button;
  }

  private facts(file: FileFacts): Node[] {
    return [
      icon('file'),
      el(
        'span',
        {},
        el('span', { class: 'name' }, el('bdi', {}, file.fileName)),
        el('span', { class: 'about' }, this.words.bytes(file.size)),
      ),
    ];
  }

  private save(file: StoredFile): void {
    this.chat.file(file.key).then(
      (blob) => {
        const href = URL.createObjectURL(blob);
        el('a', { href, download: file.fileName }).click();
        setTimeout(() => URL.revokeObjectURL(href), 60_000);
      },
      () => undefined,
    );
  }

  private loadOlder(): void {
    this.older.disabled = true;
    const { scrollHeight, scrollTop } = this.element;
    this.chat
      .loadOlder()
      // The draw that follows a change comes first; then what was looked at stays where it was.
      .then(() => new Promise((resolve) => setTimeout(resolve)))
      .then(() => {
        this.element.scrollTop = scrollTop + this.element.scrollHeight - scrollHeight;
      })
      .catch(() => undefined)
      .finally(() => {
        this.older.disabled = false;
      });
  }

  /** Whoever reads the newest message goes on seeing it when a keyboard or a file takes room from below. */
  private stayAtEnd(): void {
    let atEnd = true;
    this.element.onscroll = () => {
      atEnd = this.isAtEnd();
    };
    if (typeof ResizeObserver === 'undefined') return;
    new ResizeObserver(() => {
      if (atEnd) this.toEnd();
    }).observe(this.element);
  }

  private isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 80;
  }
}

/** The text with its web addresses as links; what follows an address as punctuation stays outside. */
export function withLinks(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const href = match[0].replace(/[.,;:!?)\]}،؛؟]+$/, '');
    parts.push(
      text.slice(end, match.index),
      el('a', { href, target: '_blank', rel: 'noopener noreferrer', dir: 'ltr' }, href),
    );
    end = match.index + href.length;
  }
  parts.push(text.slice(end));
  return parts;
}
