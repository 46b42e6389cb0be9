import { el } from '../widget/dom.js';
import { bothDays } from './dates';
import type { View } from './hub';
import type { Language, Say } from './words';

type Decision = NonNullable<View['decision']>;

/** The answer: its words first, then what it gives, or why not. */
export function decisionCard(
  decision: Decision,
  earlier: boolean,
  language: Language,
  say: Say,
): HTMLElement {
  const { award, outcome } = decision;
  const heading = say(outcome === 'accepted' ? 'decision.accepted' : 'decision.rejected');
  const body = [
    el('h2', { tabindex: -1 }, heading),
    el('p', { class: 'said', dir: 'auto' }, decision.text),
    award ? awardList(award, language, say) : null,
    el('h3', {}, say('decision.why')),
    el('p', { class: 'said', dir: 'auto' }, decision.reasonText),
  ];
  if (!earlier) return el('section', { class: `card decision ${outcome}` }, ...body);
  return el('details', { class: 'card' }, el('summary', {}, say('decision.earlier')), ...body);
}

function awardList(award: NonNullable<Decision['award']>, language: Language, say: Say): HTMLElement {
  const amount =
    award.amountHalalas === undefined ? null : say('riyals', { n: riyals(award.amountHalalas, language) });
  const rows: [string, string | null | undefined][] = [
    [say('award.what'), award.what],
    [say('award.amount'), amount],
    [say('award.period'), award.period],
    [say('award.conditions'), award.conditions],
  ];
  return el(
    'dl',
    { class: 'facts' },
    ...rows
      .filter(([, value]) => value)
      .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', { dir: 'auto' }, value ?? ''))),
  );
}

/** Whole riyals without halalas; "12,500" or "12,500.50". */
function riyals(halalas: number, language: Language): string {
  const digits = halalas % 100 === 0 ? 0 : 2;
  return new Intl.NumberFormat(language === 'ar' ? 'ar-SA-u-nu-latn' : 'en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(halalas / 100);
}

/** The days that the person was promised. */
export function dates(view: View, language: Language, say: Say): HTMLElement | null {
  const waits = !['decided', 'delivered', 'closed', 'withdrawn'].includes(view.state);
  const rows: [string, string | null][] = [
    [say('date.submitted'), view.submittedAt],
    [say('date.earliest'), waits ? view.notBefore : null],
    [say('date.promised'), waits ? view.answerBy : null],
  ];
  const shown = rows.flatMap(([name, at]) => (at ? [{ name, at }] : []));
  if (shown.length === 0) return null;
  return el(
    'dl',
    { class: 'facts dates' },
    ...shown.map(({ name, at }) => el('div', {}, el('dt', {}, name), el('dd', {}, bothDays(at, language)))),
  );
}
