/** Items of one batch. */
const MOST = 200;

interface Waiting<Item> {
  item: Item;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Groups what comes at the same time into few statements, without a timer: while one batch is being written the
 * next gathers. When a batch fails, its items are tried one by one, so that a bad one fails alone.
 */
export class MicroBatch<Item> {
  private waiting: Waiting<Item>[] = [];
  private writing = false;

  /** @param write must be all or nothing */
  constructor(private readonly write: (items: Item[]) => Promise<void>) {}

  /** Resolves when the item is written; rejects with what `write` threw for it. */
  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.writing) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST);
      if (!(await this.attempt(batch))) for (const one of batch) await this.attempt([one]);
    }
    this.writing = false;
  }

  /** @returns false when the batch failed and is worth splitting */
  private async attempt(batch: Waiting<Item>[]): Promise<boolean> {
    try {
      await this.write(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
      return true;
    } catch (error) {
      if (batch.length > 1) return false;
      batch[0]?.reject(error);
      return true;
    }
  }
}
