import { el } from '../widget/dom.js';
import { newId } from '../widget/ids.js';
import { button, field, form, isolated } from './controls';
import { bothDays } from './dates';
import { dates, decisionCard } from './decision';
import type { Paper, View } from './hub';
import type { Page } from './page';
import { steps } from './steps';
import type { Say } from './words';

/** What somebody has written and not sent yet, by what it is for. It outlives a session that ends. */
export interface Drafts {
  message: string;
  appeal: string;
  comment: string;
  stars: number;
}

/** The request on the screen, from where it stands to what can be done about it. */
export function requestPage(page: Page, view: View, say: Say): HTMLElement[] {
  const { language } = page;
  const { decision } = view;
  const present = decision?.round === view.round;
  return [
    el(
      'section',
      { class: 'card' },
      el('p', { class: 'hint' }, view.type[language], ' · ', isolated(view.reference)),
      el('h1', { tabindex: -1 }, ...(view.name ? [say('hello', { name: view.name })] : [say('title')])),
      el('p', { class: `state ${view.state}`, role: 'status' }, say(`state.${view.state}`)),
    ),
    decision && present ? decisionCard(decision, false, language, say) : null,
    view.canAppeal ? appealCard(page, view, say) : null,
    papersCard(page, view, say),
    el(
      'section',
      { class: 'card' },
      el('h2', {}, say('steps')),
      steps(view, say),
      dates(view, language, say),
    ),
    decision && !present ? decisionCard(decision, true, language, say) : null,
    view.canRate ? ratingCard(page, view, say) : null,
    messagesCard(page, view, say),
    view.withdrawal ? withdrawCard(page, view.withdrawal, say) : null,
    button(say('leave'), 'plain', () => void page.leave()),
  ].filter((part) => part !== null);
}

function papersCard(page: Page, view: View, say: Say): HTMLElement | null {
  if (view.papers.length === 0 || view.state === 'withdrawn') return null;
  const wanted = view.papers.filter((paper) => paper.wanted);
  const others = view.papers.filter((paper) => !paper.wanted);
  // After the study began only what somebody could still do is of interest, and that is nothing.
  if (wanted.length === 0 && !['draft', 'submitted', 'papers_missing', 'verified'].includes(view.state))
    return null;
  return el(
    'section',
    { class: 'card' },
    el('h2', {}, say('papers')),
    wanted.length > 0 ? el('p', { class: 'hint' }, say('papers.hint')) : null,
    el('ul', { class: 'papers' }, ...[...wanted, ...others].map((paper) => paperRow(page, paper, say))),
  );
}

function paperRow(page: Page, paper: Paper, say: Say): HTMLElement {
  const how = paper.expired ? 'expired' : paper.state;
  return el(
    'li',
    { class: paper.wanted ? 'paper wanted' : 'paper' },
    el(
      'p',
      { class: 'paper-name' },
      paper.label[page.language],
      paper.required ? null : el('span', { class: 'optional' }, ` ${say('paper.optional')}`),
    ),
    el('p', { class: `paper-how ${how}` }, say(`paper.${how}`)),
    paper.wanted && paper.reason ? el('p', { class: 'notice', dir: 'auto' }, paper.reason) : null,
    paper.wanted ? page.files.control(paper, page.language, say) : null,
  );
}

function appealCard(page: Page, view: View, say: Say): HTMLElement {
  const { drafts } = page;
  const until = view.decision?.appealUntil;
  const send = async () => {
    const text = drafts.appeal.trim();
    if (!text) return page.complain('appeal', say('missing'));
    if (!confirm(say('appeal.sure'))) return;
    if (await page.send('POST', 'appeal', { id: page.idOf('appeal'), text }, 'appeal')) {
      drafts.appeal = '';
      await page.refresh();
    }
  };
  return el(
    'section',
    { class: 'card' },
    el('h2', {}, say('appeal.title')),
    view.decision?.appealText ? el('p', { class: 'said', dir: 'auto' }, view.decision.appealText) : null,
    until ? el('p', { class: 'hint' }, say('appeal.until'), ' ', bothDays(until, page.language)) : null,
    form(
      send,
      field({
        id: 'appeal',
        label: say('appeal.label'),
        value: drafts.appeal,
        problem: page.problems['appeal'],
        long: true,
        attributes: { rows: 5, maxlength: 4000 },
        onInput: (value) => {
          drafts.appeal = value;
        },
      }),
      button(say('appeal.send'), 'plain'),
    ),
  );
}

function messagesCard(page: Page, view: View, say: Say): HTMLElement {
  const { drafts, language } = page;
  const send = async () => {
    const text = drafts.message.trim();
    if (!text) return page.complain('message', say('missing'));
    if (await page.send('POST', 'messages', { id: page.idOf('message'), text }, 'message')) {
      drafts.message = '';
      page.newId('message');
      await page.refresh(say('message.sent'));
    }
  };
  return el(
    'section',
    { class: 'card' },
    el('h2', {}, say('messages')),
    view.messages.length === 0 ? el('p', { class: 'hint' }, say('messages.none')) : null,
    el(
      'ul',
      { class: 'messages' },
      ...view.messages.map((message) =>
        el(
          'li',
          { class: `message ${message.from}` },
          el('p', { class: 'hint' }, say(`message.${message.from}`), ' · ', bothDays(message.at, language)),
          el('p', { class: 'said', dir: 'auto' }, message.text),
        ),
      ),
    ),
    form(
      send,
      field({
        id: 'message',
        label: say('message.label'),
        hint: say('message.hint'),
        value: drafts.message,
        problem: page.problems['message'],
        long: true,
        attributes: { rows: 3, maxlength: 4000 },
        onInput: (value) => {
          drafts.message = value;
        },
      }),
      button(say('message.send'), 'plain'),
    ),
  );
}

function ratingCard(page: Page, view: View, say: Say): HTMLElement {
  const { drafts } = page;
  const chosen = drafts.stars || view.rating?.stars || 0;
  const send = async () => {
    if (!chosen) return page.complain('rating', say('missing'));
    const rating = { stars: chosen, comment: drafts.comment.trim() };
    if (await page.send('PUT', 'rating', rating, 'rating')) await page.refresh(say('rate.thanks'));
  };
  const stars = [1, 2, 3, 4, 5].map((n) => {
    const input = el('input', {
      type: 'radio',
      name: 'stars',
      id: `star-${n}`,
      value: n,
      checked: n === chosen,
    });
    input.addEventListener('change', () => {
      drafts.stars = n;
      page.draw();
    });
    return el(
      'label',
      { class: n <= chosen ? 'star full' : 'star' },
      input,
      el('span', { class: 'hidden' }, say('rate.star', { n })),
      el('span', { 'aria-hidden': 'true' }, n <= chosen ? '★' : '☆'),
    );
  });
  return el(
    'section',
    { class: 'card' },
    form(
      send,
      el(
        'fieldset',
        {},
        el('legend', {}, say('rate.title')),
        page.problems['rating']
          ? el('p', { class: 'problem', role: 'alert' }, page.problems['rating'])
          : null,
        el('div', { class: 'stars' }, ...stars),
      ),
      field({
        id: 'comment',
        label: `${say('rate.comment')} (${say('optional')})`,
        value: drafts.comment,
        long: true,
        attributes: { rows: 2, maxlength: 2000 },
        onInput: (value) => {
          drafts.comment = value;
        },
      }),
      button(say('rate.send'), 'plain'),
    ),
  );
}

function withdrawCard(page: Page, how: 'at_once' | 'asked_for', say: Say): HTMLElement {
  const withdraw = async () => {
    if (!confirm(say('withdraw.sure'))) return;
    if (await page.send('POST', 'withdrawal', { id: newId() }, 'withdrawal')) {
      await page.refresh(how === 'asked_for' ? say('withdraw.asked') : undefined);
    }
  };
  return el(
    'section',
    { class: 'quiet-card' },
    el('p', { class: 'hint' }, say('withdraw.hint')),
    page.problems['withdrawal']
      ? el('p', { class: 'problem', role: 'alert' }, page.problems['withdrawal'])
      : null,
    button(say('withdraw'), 'quiet', () => void withdraw()),
  );
}
