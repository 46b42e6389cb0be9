import { type Puzzle, solve } from './proof';

/** Searches where it does not hold up the page. */
self.onmessage = ({ data }: MessageEvent<Puzzle>) => {
  self.postMessage(solve(data));
};
