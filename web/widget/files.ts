import { HubError, type Upload } from './hub.js';

export type FileTrouble = 'tooLarge' | 'refused' | 'uploadFailed' | 'hubFull' | 'tooMany';

/** A file chosen for the next message. */
export interface PendingFile {
  key: number;
  fileName: string;
  size: number;
  /** 0 to 1. */
  progress: number;
  upload: Upload | null;
  trouble: FileTrouble | null;
}

export const ACCEPT = 'image/*,audio/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp,.rtf,.txt,.csv';
const MAX_BYTES = 10 * 1024 * 1024;
const MOST = 10;

/** The files of the message being written: each is sent up as soon as it is chosen. */
export class Files {
  private list: (PendingFile & { file: File })[] = [];
  private lastKey = 0;

  constructor(
    private readonly send: (file: File, onProgress: (share: number) => void) => Promise<Upload>,
    private readonly onChange: () => void,
  ) {}

  get all(): PendingFile[] {
    return this.list;
  }

  get busy(): boolean {
    return this.list.some((file) => !file.upload && !file.trouble);
  }

  get uploaded(): Upload[] {
    return this.list.flatMap((file) => file.upload ?? []);
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      this.lastKey += 1;
      const trouble = file.size > MAX_BYTES ? 'tooLarge' : this.list.length >= MOST ? 'tooMany' : null;
      const { name: fileName, size } = file;
      this.list.push({ key: this.lastKey, file, fileName, size, progress: 0, upload: null, trouble });
      if (!trouble) this.start(this.lastKey);
    }
    this.onChange();
  }

  remove(key: number): void {
    this.list = this.list.filter((file) => file.key !== key);
    this.onChange();
  }

  retry(key: number): void {
    this.change(key, { trouble: null, progress: 0 });
    this.start(key);
  }

  clearUploaded(): void {
    this.list = this.list.filter((file) => !file.upload);
    this.onChange();
  }

  private start(key: number): void {
    const entry = this.list.find((file) => file.key === key);
    if (!entry) return;
    this.send(entry.file, (progress) => this.change(key, { progress })).then(
      (upload) => this.change(key, { upload, progress: 1 }),
      (error: unknown) => this.change(key, { trouble: troubleOf(error) }),
    );
  }

  private change(key: number, change: Partial<PendingFile>): void {
    this.list = this.list.map((file) => (file.key === key ? { ...file, ...change } : file));
    this.onChange();
  }
}

function troubleOf(error: unknown): FileTrouble {
  const status = error instanceof HubError ? error.status : 0;
  if (status === 413) return 'tooLarge';
  if (status === 415) return 'refused';
  return status === 503 ? 'hubFull' : 'uploadFailed';
}
