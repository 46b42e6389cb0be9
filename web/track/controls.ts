import { el, put } from '../widget/dom.js';

interface FieldOptions {
  id: string;
  label: string;
  hint?: string;
  value: string;
  /** What is wrong with it, in words. */
  problem?: string | undefined;
  attributes?: Record<string, string | number | boolean>;
  /** Several lines. */
  long?: boolean;
  onInput(value: string): void;
}

/** A labelled field with its hint and what is wrong with it. */
export function field(options: FieldOptions): HTMLElement {
  const { id, label, hint, value, problem, attributes = {}, long, onInput } = options;
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || null;
  const control = el(long ? 'textarea' : 'input', {
    id,
    dir: 'auto',
    'aria-describedby': described,
    'aria-invalid': problem ? 'true' : null,
    ...attributes,
  });
  control.value = value;
  control.addEventListener('input', () => onInput(control.value));
  return el(
    'div',
    { class: 'field' },
    el('label', { for: id }, label),
    hint ? el('p', { class: 'hint', id: `${id}-hint` }, hint) : null,
    problem ? el('p', { class: 'problem', id: `${id}-problem`, role: 'alert' }, problem) : null,
    control,
  );
}

export function button(
  words: string,
  kind: 'primary' | 'plain' | 'quiet',
  onClick?: () => void,
): HTMLButtonElement {
  const made = el('button', { type: onClick ? 'button' : 'submit', class: kind }, words);
  if (onClick) made.addEventListener('click', onClick);
  return made;
}

/** A form that sends itself once at a time. */
export function form(send: () => Promise<void>, ...children: (Node | string | null)[]): HTMLFormElement {
  const made = el('form', { novalidate: true }, ...children);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    const submit = made.querySelector<HTMLButtonElement>('button[type=submit]');
    if (submit) put(submit, { disabled: true });
    void send().finally(() => submit && put(submit, { disabled: false }));
  });
  return made;
}

/** Text whose own direction is kept: references and numbers among Arabic words. */
export function isolated(text: string): HTMLElement {
  return el('bdi', { dir: 'ltr' }, text);
}

/** Digits that a telephone's Arabic keyboard writes, as the hub's are. */
export function latin(text: string): string {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
