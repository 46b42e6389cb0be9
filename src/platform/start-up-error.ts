/**
 * Something the person who starts the hub has to put right: a wrong setting, a taken port, a database that
 * does not answer. `main.ts` prints the message, one clear line (or one per wrong setting), and exits with 1.
 */
export class StartUpError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StartUpError';
  }
}
