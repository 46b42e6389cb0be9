import { Injectable } from '@nestjs/common';

export type Check = () => Promise<boolean> | boolean;

const CHECK_TIMEOUT_MS = 2_000;

/** What has to be well before a load balancer sends people here. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();

  /** @param check false, a throw or no answer within two seconds all mean "not ready" */
  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** Asks all checks at once. */
  async ask(): Promise<{ ready: boolean; checks: Record<string, boolean> }> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await passes(check)] as const),
    );
    return { ready: results.every(([, well]) => well), checks: Object.fromEntries(results) };
  }
}

async function passes(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([Promise.resolve(check()), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
