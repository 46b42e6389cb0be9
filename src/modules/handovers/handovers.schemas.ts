import { z } from 'zod';
import { pageQuery } from '../../platform/http/cursor.js';

export const taskId = z.uuid();

export const callBackQuery = z.object({
  ...pageQuery(50, 200),
  due: z.stringbool().default(true).meta({ description: 'false: also those that are to be tried later' }),
});
export type CallBackQuery = z.output<typeof callBackQuery>;

export const CALL_OUTCOMES = ['reached', 'no_answer', 'wrong_number'] as const;

export const callOutcomeBody = z.object({ outcome: z.enum(CALL_OUTCOMES) });
export type CallOutcome = z.output<typeof callOutcomeBody>['outcome'];
