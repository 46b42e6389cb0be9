import type { Chat, ChatState } from './chat.js';
import { el, put, say } from './dom.js';
import { HubError } from './hub.js';
import { type Language, WORDS, type Words } from './words.js';

/** Asks, when nobody is here, how the visitor can be reached. */
export class ContactForm {
  readonly element: HTMLElement;
  private readonly words: Words;
  private readonly card: HTMLFormElement;
  private readonly thanks = el('div', { class: 'thanks', role: 'status', hidden: true });
  private readonly name: Field;
  private readonly reach: Field;
  private readonly save: HTMLButtonElement;

  constructor(
    private readonly chat: Chat,
    language: Language,
    private readonly onDone: () => void,
  ) {
    const words = WORDS[language];
    this.words = words;
    this.name = new Field('insat-name', words.name, { autocomplete: 'name', dir: 'auto' });
    this.reach = new Field('insat-reach', words.reach, { autocomplete: 'tel', dir: 'auto' });
    this.save = el('button', { type: 'submit', class: 'main' }, words.save);
    const later = el('button', { type: 'button', class: 'text' }, words.later);
    later.onclick = () => {
      chat.declineContact();
      onDone();
    };
    this.card = el(
      'form',
      { class: 'card', novalidate: true, hidden: true, 'aria-label': words.formTitle },
      el('h3', {}, words.formTitle),
      el('p', {}, words.formText),
      ...this.name.parts,
      ...this.reach.parts,
      el('div', { class: 'actions' }, this.save, later),
    );
    this.card.onsubmit = (event) => {
      event.preventDefault();
      this.submit().catch(() => undefined);
    };
    this.element = el('div', {}, this.card, this.thanks);
  }

  draw(state: ChatState): void {
    this.card.hidden = !state.asksForContact;
    this.thanks.hidden = !state.thanks;
    say(this.thanks, state.thanks ? this.words.saved(state.contact?.name ?? '') : '');
  }

  private async submit(): Promise<void> {
    const [name, reach] = [this.name.value, this.reach.value];
    this.name.blame(name ? '' : this.words.nameMissing);
    this.reach.blame(reach ? '' : this.words.reachWrong);
    if (!name || !reach) {
      (name ? this.reach : this.name).input.focus();
      this.showAll();
      return;
    }
    this.save.disabled = true;
    try {
      await this.chat.leaveContact(name, reach);
      this.onDone();
    } catch (error) {
      const isWrong = error instanceof HubError && error.status === 400;
      this.reach.blame(isWrong ? this.words.reachWrong : this.words.saveFailed);
      this.reach.input.focus();
      this.showAll();
    } finally {
      this.save.disabled = false;
    }
  }

  /** Complaints make the card longer than what is seen of it. */
  private showAll(): void {
    this.card.scrollIntoView({ block: 'nearest' });
  }
}

class Field {
  readonly input: HTMLInputElement;
  readonly parts: HTMLElement[];
  private readonly wrong: HTMLElement;

  constructor(id: string, label: string, attributes: Record<string, string>) {
    this.wrong = el('div', { class: 'wrong', id: `${id}-wrong`, role: 'alert', hidden: true });
    this.input = el('input', { id, ...attributes, required: true, maxlength: 100 });
    this.parts = [el('label', { for: id }, label), this.input, this.wrong];
  }

  get value(): string {
    return this.input.value.trim();
  }

  blame(text: string): void {
    this.wrong.hidden = text === '';
    say(this.wrong, text);
    put(this.input, {
      'aria-invalid': text ? 'true' : null,
      'aria-describedby': text ? this.wrong.id : null,
    });
  }
}
