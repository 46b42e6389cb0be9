import { damm } from '../../src/platform/i18n/check-digit';
import { el } from '../widget/dom.js';
import { button, field, form, latin } from './controls';
import type { Page } from './page';
import type { Say } from './words';

/** The way in: number and contact, then the code. Nothing here says whether either is right. */
export function signIn(page: Page, say: Say): HTMLElement {
  return page.codeAgainAt === null ? ask(page, say) : enter(page, say);
}

function ask(page: Page, say: Say): HTMLElement {
  const send = async () => {
    const digits = latin(page.reference).replace(/\D/g, '');
    if (!digits) return page.complain('reference', say('missing'));
    // A slip of the finger shows here already; it says nothing about which numbers there are.
    if (damm(digits) !== 0 || digits.length < 8) return page.complain('reference', say('wrongReference'));
    if (!page.contact.trim()) return page.complain('contact', say('missing'));
    await askForCode(page);
  };
  return el(
    'section',
    { class: 'card' },
    el('h1', { tabindex: -1 }, say('title')),
    el('p', { class: 'hint' }, say('intro')),
    form(
      send,
      field({
        id: 'reference',
        label: say('reference'),
        hint: say('reference.hint'),
        value: page.reference,
        problem: page.problems['reference'],
        attributes: { dir: 'ltr', inputmode: 'numeric', autocomplete: 'off', maxlength: 40, class: 'latin' },
        onInput: (value) => {
          page.reference = value;
        },
      }),
      field({
        id: 'contact',
        label: say('contact'),
        hint: say('contact.hint'),
        value: page.contact,
        problem: page.problems['contact'],
        attributes: { dir: 'ltr', autocomplete: 'tel', maxlength: 254, class: 'latin' },
        onInput: (value) => {
          page.contact = value;
        },
      }),
      button(say('send'), 'primary'),
    ),
    help(say),
  );
}

async function askForCode(page: Page): Promise<void> {
  const wish = { reference: latin(page.reference), contact: page.contact };
  if (!(await page.send('POST', 'codes', wish, 'contact'))) return;
  page.codeAgainAt = Date.now() + 60_000;
  page.draw();
}

function enter(page: Page, say: Say): HTMLElement {
  const send = async () => {
    const code = latin(page.code).replace(/\D/g, '');
    if (code.length !== 6) return page.complain('code', say(code ? 'wrongCode' : 'missing'));
    if (await page.send('POST', 'sessions', { reference: latin(page.reference), code }, 'code'))
      await page.open();
    else document.getElementById('code')?.focus();
  };
  return el(
    'section',
    { class: 'card' },
    el('h1', { tabindex: -1 }, say('code.title')),
    el('p', { class: 'hint', role: 'status' }, say('code.sent')),
    form(
      send,
      field({
        id: 'code',
        label: say('code'),
        value: page.code,
        problem: page.problems['code'],
        attributes: {
          dir: 'ltr',
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          maxlength: 12,
          class: 'latin code',
        },
        onInput: (value) => {
          page.code = value;
        },
      }),
      button(say('enter'), 'primary'),
    ),
    again(page, say),
    button(say('change'), 'quiet', () => {
      page.codeAgainAt = null;
      page.problems = {};
      page.draw();
    }),
    help(say),
  );
}

/** Counts down without drawing the page anew: somebody is typing. */
function again(page: Page, say: Say): HTMLElement {
  const place = el('div', { class: 'again' });
  const show = () => {
    const seconds = Math.ceil(((page.codeAgainAt ?? 0) - Date.now()) / 1000);
    if (seconds <= 0) {
      place.replaceChildren(button(say('again'), 'quiet', () => void askForCode(page)));
      return;
    }
    place.replaceChildren(el('p', { class: 'hint' }, say('againIn', { n: seconds })));
    setTimeout(() => {
      if (place.isConnected) show();
    }, 1000);
  };
  show();
  return place;
}

function help(say: Say): HTMLElement | null {
  const phone = document.body.dataset['phone'];
  if (!phone) return null;
  return el(
    'p',
    { class: 'hint' },
    say('cannot'),
    ' ',
    el('a', { href: `tel:${phone.replace(/\s/g, '')}`, dir: 'ltr' }, phone),
  );
}
