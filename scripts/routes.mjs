// npm run routes: lists every route and socket event with the permission that it needs.
import { build } from './build.mjs';

build(['server'], { ifStale: true });
await import('../dist/routes.js');
