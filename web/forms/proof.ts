import { sha256Short } from './sha256';

export interface Puzzle {
  salt: string;
  /** SHA-256 of the salt and the number, in hexadecimal. */
  target: string;
  most: number;
}

/** @returns the number; -1 when there is none, which a hub of ours never asks for */
export function solve({ salt, target, most }: Puzzle): number {
  const first = Number.parseInt(target.slice(0, 8), 16) | 0;
  for (let number = 0; number <= most; number += 1) {
    const hash = sha256Short(`${salt}${number}`);
    if (hash[0] === first && hex(hash) === target) return number;
  }
  return -1;
}

function hex(words: Int32Array): string {
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** In a worker; where there is none (an old browser), on the page itself. */
export function solveAside(puzzle: Puzzle): Promise<number> {
  return new Promise((resolve) => {
    const here = () => setTimeout(() => resolve(solve(puzzle)), 50);
    try {
      const worker = new Worker('/public-forms/proof.js');
      worker.onmessage = ({ data }: MessageEvent<number>) => {
        worker.terminate();
        resolve(data);
      };
      worker.onerror = () => {
        worker.terminate();
        here();
      };
      worker.postMessage(puzzle);
    } catch {
      here();
    }
  });
}
