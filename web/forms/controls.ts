import { latinDigits } from '../src/lib/saudi-id';
import { el } from '../widget/dom.js';
import type { Form } from './form';
import type { Question } from './questions';

type Say = (key: string, params?: Record<string, string | number>) => string;

/** Words of a question or hint that the two forms word differently: `q.text.help`, else `q.text`. */
export function worded(say: Say, kind: 'q' | 'hint', name: string, form: string): string {
  for (const key of [`${kind}.${name}.${form}`, `${kind}.${name}`]) if (say(key) !== key) return say(key);
  return '';
}

/** One question with its answer, its hint and what is wrong with it. */
export function control(form: Form, question: Question, say: Say, again: () => void): HTMLElement {
  const { name } = question;
  const problem = form.problems[name];
  const hint = worded(say, 'hint', name, form.name);
  const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ') || null;
  const shown = [
    hint ? el('p', { class: 'hint', id: `${name}-hint` }, hint) : null,
    problem ? el('p', { class: 'problem', id: `${name}-problem`, role: 'alert' }, say(problem)) : null,
  ];
  if (question.kind === 'one' || question.kind === 'several' || question.kind === 'answerBy') {
    return el(
      'fieldset',
      { class: 'question', 'data-question': name, 'aria-describedby': described },
      el('legend', {}, ...label(question, form, say)),
      ...shown,
      el(
        'div',
        { class: 'options' },
        ...optionsOf(form, question).map((value) => option(form, question, value, say, again)),
      ),
    );
  }
  return el(
    'div',
    { class: 'question', 'data-question': name },
    el('label', { for: `q-${name}` }, ...label(question, form, say)),
    ...shown,
    field(form, question, described, Boolean(problem)),
  );
}

function label(question: Question, form: Form, say: Say): (Node | string)[] {
  const words = worded(say, 'q', question.name, form.name);
  return question.optional ? [words, ' ', el('span', { class: 'optional' }, say('optional'))] : [words];
}

function optionsOf(form: Form, question: Question): readonly string[] {
  if (question.kind === 'answerBy') return form.meta.answerBy;
  return question.kind === 'one' || question.kind === 'several' ? question.options : [];
}

function option(form: Form, question: Question, value: string, say: Say, again: () => void): HTMLElement {
  const { name } = question;
  const several = question.kind === 'several';
  const answer = form.draft.answers[name];
  const input = el('input', {
    type: several ? 'checkbox' : 'radio',
    name,
    value,
    checked: Array.isArray(answer) ? answer.includes(value) : answer === value,
  });
  input.addEventListener('change', () => {
    if (!several) {
      form.answer(name, value);
      // Another question may follow from it.
      return again();
    }
    const chosen = new Set(Array.isArray(form.draft.answers[name]) ? form.draft.answers[name] : []);
    if (input.checked) chosen.add(value);
    else chosen.delete(value);
    form.answer(name, [...chosen]);
  });
  return el('label', { class: 'option' }, input, el('span', {}, say(`a.${name}.${value}`)));
}

function field(form: Form, question: Question, described: string | null, wrong: boolean): HTMLElement {
  const { name, kind } = question;
  const value = String(form.draft.answers[name] ?? '');
  const numeric = kind === 'phone' || kind === 'digits' || kind === 'id';
  const common = {
    id: `q-${name}`,
    name,
    class: numeric || kind === 'email' ? 'latin' : null,
    dir: numeric || kind === 'email' ? 'ltr' : 'auto',
    'aria-describedby': described,
    'aria-invalid': wrong ? 'true' : null,
    'aria-required': question.optional ? null : 'true',
  };
  if (kind === 'words') {
    const area = el('textarea', { ...common, rows: 6, maxlength: question.most });
    area.value = value;
    area.addEventListener('input', () => form.answer(name, area.value));
    return area;
  }
  const input = el('input', {
    ...common,
    type: kind === 'phone' ? 'tel' : kind === 'email' ? 'email' : 'text',
    inputmode: kind === 'phone' ? 'tel' : numeric ? 'numeric' : kind === 'email' ? 'email' : null,
    autocomplete:
      kind === 'phone' ? 'tel' : kind === 'email' ? 'email' : kind === 'line' ? question.autocomplete : 'off',
    maxlength: kind === 'line' ? question.most : kind === 'email' ? 254 : 24,
  });
  input.value = value;
  input.addEventListener('input', () => {
    // What is read equals what is sent.
    const typed = numeric ? latinDigits(input.value) : input.value;
    if (typed !== input.value) input.value = typed;
    form.answer(name, typed);
  });
  return input;
}
