export { type ApiAnswer, ApiClient } from './api-client.js';
export { BranchPhone, photoForm } from './branch-phone.js';
export { BROWSER_ARGS, findBrowser } from './browser.js';
export { movableClock, moveClock } from './clock.js';
export { cloneDatabase, createTestDatabase, dropDatabase, type TestDatabase } from './database.js';
export { ADMINISTRATOR, type HubOptions, type RunningHub, startHub } from './hub.js';
export {
  freePort,
  listProcesses,
  postgresProcessesOf,
  startProcess,
  type TestProcess,
  testFolder,
} from './processes.js';
export { startRedis } from './redis.js';
export { waitFor } from './wait-for.js';
