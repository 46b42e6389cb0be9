import { type Chat, type ChatState, MAX_TEXT } from './chat.js';
import { el, icon, say } from './dom.js';
import { ACCEPT, type PendingFile } from './files.js';
import { type Language, WORDS, type Words } from './words.js';

/** Where the visitor writes and chooses files. */
export class Composer {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  private readonly words: Words;
  private readonly tray = el('div', { class: 'tray', hidden: true });
  private readonly note = el('div', { class: 'note', role: 'alert', hidden: true });
  private readonly go: HTMLButtonElement;
  private readonly chips = new Map<number, { element: HTMLElement; file: PendingFile }>();
  private busy = false;
  private hasFile = false;

  constructor(
    private readonly chat: Chat,
    language: Language,
  ) {
    const words = WORDS[language];
    this.words = words;
    this.field = el('textarea', {
      rows: 1,
      dir: 'auto',
      placeholder: words.write,
      'aria-label': words.write,
      enterkeyhint: 'enter',
    });
    const chooser = el('input', { type: 'file', multiple: true, accept: ACCEPT, hidden: true, tabindex: -1 });
    const clip = button(words.attach, 'attach');
    this.go = button(words.send, 'send');
    this.go.classList.add('go');
    this.element = el(
      'div',
      { class: 'composer' },
      this.tray,
      this.note,
      el('div', { class: 'line' }, clip, chooser, this.field, this.go),
    );
    clip.onclick = () => chooser.click();
    chooser.onchange = () => {
      chat.attach(chooser.files ?? []);
      chooser.value = '';
      this.field.focus();
    };
    this.go.onclick = () => this.send();
    this.field.oninput = () => this.fit();
    this.field.onpaste = (event) => {
      const files = event.clipboardData?.files;
      if (files && files.length > 0) {
        event.preventDefault();
        chat.attach(files);
      }
    };
    this.field.onkeydown = (event) => {
      // With a keyboard Enter sends; on a telephone it makes a new line, and the button sends.
      const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
      if (!sends || matchMedia('(pointer: coarse)').matches) return;
      event.preventDefault();
      this.send();
    };
    this.fit();
  }

  draw(state: ChatState): void {
    this.busy = state.files.some((file) => !file.upload && !file.trouble);
    this.hasFile = state.files.some((file) => file.upload);
    this.tray.hidden = state.files.length === 0;
    const keys = new Set(state.files.map((file) => file.key));
    for (const [key, chip] of this.chips) {
      if (keys.has(key)) continue;
      chip.element.remove();
      this.chips.delete(key);
    }
    for (const file of state.files) this.drawFile(file);
    this.allow();
  }

  private drawFile(file: PendingFile): void {
    const known = this.chips.get(file.key);
    if (known?.file === file) return;
    const percent = Math.round(file.progress * 100);
    if (known && !known.file.trouble && !file.trouble && !file.upload) {
      // Only the bar has moved: the element, and the focus in it, stay.
      const fill = known.element.querySelector<HTMLElement>('.bar > span');
      if (fill) fill.style.width = `${percent}%`;
      known.file = file;
      return;
    }
    const element = this.chip(file, percent);
    if (known) known.element.replaceWith(element);
    else this.tray.append(element);
    this.chips.set(file.key, { element, file });
  }

  private chip(file: PendingFile, percent: number): HTMLElement {
    const { words } = this;
    const about = el('span', { class: 'about', role: file.trouble ? 'alert' : null });
    if (file.trouble) {
      about.append(words[file.trouble]);
    } else if (file.upload) {
      about.append(words.bytes(file.size));
    } else {
      const fill = el('span', {});
      fill.style.width = `${percent}%`;
      about.append(
        el('span', { class: 'bar' }, fill),
        el('span', { class: 'hush' }, words.uploading(percent)),
      );
    }
    const chip = el(
      'div',
      { class: file.trouble ? 'chip bad' : 'chip' },
      icon('file'),
      el('span', {}, el('span', { class: 'name' }, el('bdi', {}, file.fileName)), about),
    );
    if (file.trouble === 'uploadFailed' || file.trouble === 'hubFull') {
      const again = el('button', { type: 'button', class: 'text' }, words.retry);
      again.onclick = () => this.chat.attachAgain(file.key);
      chip.append(again);
    }
    const remove = button(words.remove(file.fileName), 'close');
    remove.onclick = () => {
      this.chat.detach(file.key);
      this.field.focus();
    };
    chip.append(remove);
    return chip;
  }

  private send(): void {
    if (!this.chat.send(this.field.value)) return;
    this.field.value = '';
    this.fit();
    this.field.focus();
  }

  /** As high as its text, up to what the style allows. */
  private fit(): void {
    this.field.style.height = 'auto';
    const border = this.field.offsetHeight - this.field.clientHeight;
    if (this.field.scrollHeight > 0) this.field.style.height = `${this.field.scrollHeight + border}px`;
    this.allow();
  }

  private allow(): void {
    const { value } = this.field;
    const tooLong = value.length > MAX_TEXT;
    this.note.hidden = !tooLong;
    say(this.note, tooLong ? this.words.tooLong : '');
    this.go.disabled = tooLong || this.busy || (value.trim() === '' && !this.hasFile);
  }
}

function button(label: string, name: Parameters<typeof icon>[0]): HTMLButtonElement {
  return el('button', { type: 'button', class: 'round', 'aria-label': label, title: label }, icon(name));
}
