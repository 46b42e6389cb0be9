// npm run docs:states: draws docs/request-states.md from the table of transitions.
import { writeFileSync } from 'node:fs';
import { build } from './build.mjs';

build(['server'], { ifStale: true });
const { drawStates } = await import('../dist/modules/requests/request-states.drawing.js');
writeFileSync(new URL('../docs/request-states.md', import.meta.url), drawStates());
