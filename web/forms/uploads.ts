import { newId } from '../widget/ids.js';
import type { DraftFile } from './draft';
import { type Hub, HubError, type Meta } from './hub';
import type { FileShelf } from './shelf';
import { shrunk } from './shrink';

export interface Uploading {
  /** 0 to 1. */
  progress: number;
  /** A key of the words; null while all is well. */
  trouble: string | null;
}

const RETRY_MS = [1_000, 3_000, 8_000, 15_000];
const TYPES =
  /^(image\/(jpeg|png|webp|heic|heif)|application\/(pdf|vnd\.openxmlformats-officedocument\.wordprocessingml\.document))$/;
export const ACCEPT = 'image/*,.pdf,.docx';

/** Brings the files of a form to the hub, one after the other, part by part, and goes on where the line broke. */
export class Uploads {
  readonly states = new Map<string, Uploading>();
  private running: Promise<void> | null = null;

  constructor(
    private readonly hub: Hub,
    private readonly shelf: FileShelf,
    private readonly form: {
      id(): string;
      files(): DraftFile[];
      ticket(): Promise<string>;
      changed(): void;
    },
    private readonly limits: () => Meta['files'],
  ) {}

  /** @returns the file as the draft keeps it, or the key of why not */
  async choose(chosen: File): Promise<DraftFile | string> {
    if (chosen.type !== '' && !TYPES.test(chosen.type)) return 'file.type';
    const file = await shrunk(chosen);
    if (file.size === 0) return 'file.empty';
    if (file.size > this.limits().bytes) return 'file.large';
    const kept = { id: newId(), name: file.name, size: file.size, done: false };
    await this.shelf.put(kept.id, file);
    return kept;
  }

  /** Resolves when every file has come over or needs somebody; call it again for what is new. */
  run(): Promise<void> {
    this.running ??= this.all().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async drop(id: string): Promise<void> {
    this.states.delete(id);
    await this.shelf.drop(id);
  }

  retry(id: string): Promise<void> {
    this.states.delete(id);
    return this.run();
  }

  private async all(): Promise<void> {
    for (;;) {
      const next = this.form.files().find(({ id, done }) => !done && !this.states.get(id)?.trouble);
      if (!next) return;
      await this.one(next);
    }
  }

  private async one(file: DraftFile): Promise<void> {
    const blob = await this.shelf.get(file.id);
    if (!blob) return this.say(file.id, { progress: 0, trouble: 'file.gone' });
    for (const wait of [...RETRY_MS, null]) {
      try {
        await this.bring(file, blob);
        file.done = true;
        this.states.delete(file.id);
        await this.shelf.drop(file.id);
        return this.form.changed();
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        const again = (error.passing && !isFull(error)) || error.status === 429 || error.status === 409;
        if (!again) return this.say(file.id, { progress: 0, trouble: troubleOf(error) });
        if (wait === null) return this.say(file.id, { progress: 0, trouble: 'file.line' });
        await pause(Math.max(wait, error.retryAfterMs));
      }
    }
  }

  private async bring(file: DraftFile, blob: Blob): Promise<void> {
    const { partBytes } = this.limits();
    const parts = Math.ceil(blob.size / partBytes);
    const ticket = await this.form.ticket();
    const id = this.form.id();
    // Only the hub knows what came over before the line broke or the tab was closed.
    let missing =
      this.states.has(file.id) || file.size > partBytes ? await this.ask(file, parts, ticket) : [0];
    for (let count = 0; missing.length > 0; count += 1) {
      for (const [index, number] of missing.entries()) {
        const share = (sent: number) => (parts - missing.length + index + sent / partBytes) / parts;
        this.say(file.id, { progress: share(0), trouble: null });
        const bytes = blob.slice(number * partBytes, (number + 1) * partBytes);
        await this.hub.part({ id, fileId: file.id, number }, bytes, ticket, (sent) =>
          this.say(file.id, { progress: Math.min(0.99, share(sent)), trouble: null }),
        );
      }
      missing = count < 3 ? await this.ask(file, parts, ticket) : [];
    }
  }

  /** What the hub has yet to get; nothing: it has the file. */
  private ask(file: DraftFile, parts: number, ticket: string): Promise<number[]> {
    return this.hub.finishFile(this.form.id(), file.id, { fileName: file.name, parts }, ticket);
  }

  private say(id: string, state: Uploading): void {
    this.states.set(id, state);
    this.form.changed();
  }
}

function troubleOf(error: HubError): string {
  const { status } = error;
  if (isFull(error)) return 'file.full';
  return status === 415 ? 'file.type' : status === 413 ? 'file.large' : 'file.line';
}

/** Room is made in hours, not seconds: the person is told. */
function isFull({ problem }: HubError): boolean {
  return problem.code === 'channel.uploads_full';
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
