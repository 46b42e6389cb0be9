import { el } from '../widget/dom.js';
import { worded } from './controls';
import type { DraftFile } from './draft';
import type { Form } from './form';
import { ACCEPT } from './uploads';

type Say = (key: string, params?: Record<string, string | number>) => string;

/** The files that go with the form: each comes up as soon as it is chosen. */
export function filesControl(form: Form, say: Say): HTMLElement {
  const { files } = form.draft;
  const limits = { megabytes: Math.round(form.meta.files.bytes / 1024 / 1024), most: form.meta.files.most };
  const input = el('input', {
    type: 'file',
    id: 'q-files',
    class: 'file-input',
    multiple: true,
    accept: ACCEPT,
  });
  input.addEventListener('change', () => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    void (async () => {
      for (const file of chosen) {
        const trouble = await form.addFile(file);
        if (trouble) form.problems['files'] = say(trouble, limits);
        else delete form.problems['files'];
      }
      form.onChange();
    })();
  });
  const problem = form.problems['files'];
  const hint = worded(say, 'hint', 'files', form.name);
  return el(
    'div',
    { class: 'question', 'data-question': 'files' },
    el(
      'p',
      { class: 'label' },
      worded(say, 'q', 'files', form.name),
      ' ',
      el('span', { class: 'optional' }, say('optional')),
    ),
    el('p', { class: 'hint', id: 'files-hint' }, hint),
    el('ul', { class: 'files' }, ...files.map((file) => row(form, file, say, limits))),
    problem ? el('p', { class: 'problem', role: 'alert' }, say(problem)) : null,
    files.length < form.meta.files.most
      ? el(
          'label',
          { class: 'add', for: 'q-files' },
          input,
          el('span', {}, say(files.length === 0 ? 'file.add' : 'file.more')),
        )
      : null,
  );
}

function row(form: Form, file: DraftFile, say: Say, limits: Record<string, number>): HTMLElement {
  const state = form.uploads.states.get(file.id);
  const remove = el(
    'button',
    { type: 'button', class: 'remove', 'aria-label': say('file.remove', { name: file.name }) },
    '✕',
  );
  remove.addEventListener('click', () => form.removeFile(file.id));
  const retry = el('button', { type: 'button', class: 'quiet' }, say('file.retry'));
  retry.addEventListener('click', () => void form.uploads.retry(file.id));
  const percent = Math.round((state?.progress ?? 0) * 100);
  const words = file.done
    ? say('file.done')
    : state?.trouble
      ? say(state.trouble, limits)
      : navigator.onLine
        ? say('file.going', { percent })
        : say('file.waits');
  return el(
    'li',
    { class: 'file', 'data-done': file.done, 'data-trouble': Boolean(state?.trouble) },
    el('span', { class: 'file-name', dir: 'auto' }, file.name),
    el('span', { class: 'file-state', role: state?.trouble ? 'alert' : null }, words),
    file.done || state?.trouble ? null : el('progress', { max: 100, value: percent, 'aria-hidden': 'true' }),
    state?.trouble === 'file.line' || state?.trouble === 'file.full' ? retry : null,
    remove,
  );
}
