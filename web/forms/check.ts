import { isSaudiId, latinDigits } from '../src/lib/saudi-id';
import type { Answers, Question } from './questions';

const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const LEAST: Record<string, number> = { age: 15, income: 0 };

/** Digits as the hub reads them, without what keyboards and other programs put between. */
export const typedNumber = (text: string): string =>
  latinDigits(text.replace(INVISIBLE, '')).replace(/[\s()-]/g, '');

/**
 * What is wrong with an answer, as a key of the words; null when nothing is. The hub looks more closely; this is for
 * what can be said at once, without a network.
 */
export function problemOf(question: Question, answers: Answers): string | null {
  const answer = answers[question.name];
  if (Array.isArray(answer)) return answer.length === 0 && !question.optional ? missing(question) : null;
  const text = (answer ?? '').replace(INVISIBLE, '').trim();
  if (text === '') return question.optional ? null : missing(question);
  switch (question.kind) {
    case 'phone':
      return /^(?:\+|00)?\d{9,15}$/.test(typedNumber(text)) ? null : 'wrong.phone';
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text) ? null : 'wrong.email';
    case 'id':
      return isSaudiId(typedNumber(text)) ? null : 'wrong.id';
    case 'digits': {
      const number = Number(typedNumber(text));
      const least = LEAST[question.name] ?? 1;
      return Number.isInteger(number) && number >= least && number <= question.most
        ? null
        : `wrong.${question.name}`;
    }
    case 'line':
    case 'words':
      return text.length > question.most ? 'wrong.long' : null;
    default:
      return null;
  }
}

const missing = ({ name }: Question): string => `missing.${name}`;
