import { el } from '../widget/dom.js';
import type { Form } from './form';

type Say = (key: string, params?: Record<string, string | number>) => string;

/** The number to keep, and what happens now. It also prints well. */
export function confirmation(form: Form, say: Say): HTMLElement {
  const { done } = form.draft;
  const { receipt = '', reference = null, at = '', answerBy = 'sms' } = done ?? {};
  const print = el('button', { type: 'button', class: 'primary' }, say('done.print'));
  print.addEventListener('click', () => window.print());
  const another = el('button', { type: 'button', class: 'plain' }, say(`done.another.${form.name}`));
  another.addEventListener('click', () => form.startOver());
  const number = (label: string, value: string, big: boolean) =>
    el('div', { class: big ? 'number big' : 'number' }, el('dt', {}, label), el('dd', { dir: 'ltr' }, value));
  return el(
    'main',
    { class: 'done' },
    el('div', { class: 'tick', 'aria-hidden': 'true' }, '✓'),
    el('h1', { tabindex: -1 }, say(`done.${form.name}`)),
    el(
      'dl',
      { class: 'numbers', role: 'status' },
      reference ? number(say('done.reference'), reference, true) : null,
      number(say('done.receipt'), receipt, reference === null),
    ),
    reference ? null : el('p', { class: 'hint' }, say('done.soon')),
    el('p', {}, say('done.keep')),
    el('p', {}, say(`done.by.${answerBy}`)),
    el('p', {}, say(`done.next.${form.name}`)),
    el('p', { class: 'hint' }, moment(at, form.draft.language)),
    el('div', { class: 'buttons' }, print, another),
  );
}

/** In both calendars. */
function moment(at: string, language: 'ar' | 'en'): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  const show = (calendar: string) =>
    new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-${calendar}`, {
      dateStyle: 'long',
      timeZone: 'Asia/Riyadh',
    }).format(date);
  return `${show('gregory')} · ${show('islamic-umalqura')}`;
}
