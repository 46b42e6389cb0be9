import { shrunk } from '../forms/shrink';
import { el } from '../widget/dom.js';
import { newId } from '../widget/ids.js';
import { type Hub, HubError, type Paper, pause } from './hub';
import type { Language, Say, Words } from './words';

/** What is lost when the line breaks. */
const PART_BYTES = 128 * 1024;
const MOST_BYTES = 10 * 1024 * 1024;
const RETRY_MS = [1_000, 3_000, 8_000, 15_000];
const ACCEPT = 'image/*,.pdf,.docx';

interface Sending {
  name: string;
  percent: number;
  waits: boolean;
  trouble: keyof Words | null;
  done: boolean;
}

/** Brings papers over part by part, and goes on where the line broke. */
export class PaperFiles {
  private readonly sendings = new Map<string, Sending>();

  constructor(
    private readonly hub: Hub,
    private readonly changed: () => void,
    /** The paper is there, or the session is over. */
    private readonly settled: (error?: HubError) => void,
  ) {}

  control(paper: Paper, language: Language, say: Say): HTMLElement {
    const sending = this.sendings.get(paper.key);
    const id = `paper-${paper.key}`;
    const input = el('input', { type: 'file', id, class: 'file-input', accept: ACCEPT });
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file) void this.send(paper.key, file);
    });
    const busy = sending && !sending.done && !sending.trouble;
    const add = el(
      'label',
      { class: 'add', for: id },
      input,
      say('file.add', { paper: paper.label[language] }),
    );
    return el('div', { class: 'upload' }, sending ? this.state(sending, say) : null, busy ? null : add);
  }

  private state(sending: Sending, say: Say): HTMLElement {
    const words = sending.done
      ? say('file.arrived')
      : sending.trouble
        ? say(sending.trouble)
        : say(sending.waits ? 'file.waits' : 'file.going', { n: sending.percent });
    return el(
      'div',
      { class: sending.trouble ? 'problem' : 'sending', role: sending.trouble ? 'alert' : 'status' },
      el('bdi', {}, sending.name),
      ' ',
      words,
      sending.done || sending.trouble
        ? null
        : el('progress', { max: 100, value: sending.percent, 'aria-hidden': 'true' }),
    );
  }

  private async send(key: string, chosen: File): Promise<void> {
    const sending: Sending = { name: chosen.name, percent: 0, waits: false, trouble: null, done: false };
    this.sendings.set(key, sending);
    const file = await shrunk(chosen);
    if (file.size === 0 || file.size > MOST_BYTES) return this.stop(sending, 'file.large');
    const fileId = newId();
    for (const wait of [...RETRY_MS, null]) {
      try {
        await this.bring(key, fileId, file, sending);
        sending.done = true;
        return this.settled();
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        if (error.status === 401) {
          this.stop(sending, 'file.line');
          return this.settled(error);
        }
        if (!error.passing && error.status !== 429) return this.stop(sending, troubleOf(error));
        if (wait === null) return this.stop(sending, 'file.line');
        sending.waits = true;
        this.changed();
        await pause(Math.max(wait, error.retryAfterSeconds * 1000));
      }
    }
  }

  private async bring(key: string, fileId: string, file: File, sending: Sending): Promise<void> {
    const parts = Math.ceil(file.size / PART_BYTES);
    const path = `papers/${encodeURIComponent(key)}/files`;
    // Only the hub knows what came over before the line broke.
    const ask = async () =>
      (await this.hub.call<{ missing: number[] }>('POST', path, { fileId, fileName: file.name, parts }))
        .missing;
    let missing = sending.waits ? await ask() : Array.from({ length: parts }, (_, number) => number);
    sending.waits = false;
    while (missing.length > 0) {
      for (const [index, number] of missing.entries()) {
        const share = (sent: number) => (parts - missing.length + index + sent / PART_BYTES) / parts;
        const bytes = file.slice(number * PART_BYTES, (number + 1) * PART_BYTES);
        await this.hub.part(`${path}/${fileId}/parts/${number}`, bytes, (sent) => {
          sending.percent = Math.min(99, Math.round(share(sent) * 100));
          this.changed();
        });
      }
      missing = await ask();
    }
  }

  private stop(sending: Sending, trouble: keyof Words): void {
    sending.trouble = trouble;
    this.changed();
  }
}

function troubleOf({ status }: HubError): keyof Words {
  return status === 415 ? 'file.type' : status === 413 ? 'file.large' : 'file.line';
}
