// Preload of a hub in tests: its Date is as many milliseconds ahead as the file named in INSAT_TEST_CLOCK says. What it has
// read it writes beside it, so that a test knows when the hub's clock has moved.
import { readFileSync, writeFileSync } from 'node:fs';

const path = process.env.INSAT_TEST_CLOCK;
const RealDate = Date;
let ahead = 0;

function look() {
  const said = Number(readFileSync(path, 'utf8'));
  if (said === ahead) return;
  ahead = said;
  writeFileSync(`${path}.seen`, String(said));
}

globalThis.Date = class MovedDate extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + ahead] : args));
  }
  static now() {
    return RealDate.now() + ahead;
  }
};

if (path) {
  look();
  setInterval(look, 50).unref();
}
