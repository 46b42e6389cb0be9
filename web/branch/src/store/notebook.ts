import type { BranchDatabase } from './database';
import type { Draft, Person, Task } from './entries';
import { open, seal } from './sealing';

interface Pages {
  token: string;
  people: Person[];
  tasks: Task[];
  'draft message': Draft;
  'draft help_request': Draft;
}

/** What the phone remembers besides the outbox, sealed page by page. */
export class Notebook {
  constructor(
    private readonly database: BranchDatabase,
    private readonly key: CryptoKey,
  ) {}

  async read<Name extends keyof Pages>(name: Name): Promise<Pages[Name] | null> {
    const sealed = await this.database.get('pages', name);
    return sealed ? open<Pages[Name]>(this.key, `page ${name}`, sealed) : null;
  }

  async write<Name extends keyof Pages>(name: Name, page: Pages[Name]): Promise<void> {
    await this.database.put('pages', await seal(this.key, `page ${name}`, page), name);
  }

  async tear(name: keyof Pages): Promise<void> {
    await this.database.delete('pages', name);
  }
}
