import { describe, expect, test } from '@jest/globals';
import { BadRequestException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../errors.js';
import { InvalidRequestError } from './http.errors.js';
import { loggableError, problemOf } from './problem.js';

const databaseError = (code: string) =>
  Object.assign(new Error('Key (email)=(somebody@example.org) already exists'), {
    code,
    routine: 'exec_simple_query',
    table: 'staff',
  });
const parsed = z.object({ name: z.string() }).safeParse({ name: 1 });

describe('a problem', () => {
  test.each([
    ['an error of ours', new AppError('request.conflict', 409), 409, 'request.conflict'],
    ['an unknown address', new NotFoundException(), 404, 'request.not_found'],
    ['a malformed request', new BadRequestException('secret detail'), 400, 'request.malformed'],
    ['a schema that a service checked', parsed.error, 400, 'request.invalid'],
    [
      'an error of the HTTP server',
      Object.assign(new Error('x'), { statusCode: 413 }),
      413,
      'request.too_large',
    ],
    ['a rare status', Object.assign(new Error('x'), { statusCode: 418 }), 418, 'request.refused'],
    ['a NUL character in a text', databaseError('22021'), 400, 'request.malformed'],
    ['a NUL character in JSON', databaseError('22P05'), 400, 'request.malformed'],
    ['a time beyond what the database knows', databaseError('22008'), 400, 'request.malformed'],
    ['a database that shuts down', databaseError('57P01'), 503, 'service.unavailable'],
    [
      'a database that is gone',
      Object.assign(new Error(), { code: 'ECONNREFUSED' }),
      503,
      'service.unavailable',
    ],
    ['TypeORM around it', { driverError: { code: '08006' } }, 503, 'service.unavailable'],
    ['a bug', new TypeError('x is undefined'), 500, 'server.error'],
    ['a bug that calls itself HTTP', new InternalServerErrorException('secret'), 500, 'server.error'],
    ['a thrown string', 'oops', 500, 'server.error'],
    ['a thrown nothing', undefined, 500, 'server.error'],
  ])('of %s says so', (_what, error, status, code) => {
    const problem = problemOf(error, 'en');
    expect(problem).toMatchObject({ type: 'about:blank', status, code });
    expect(JSON.stringify(problem)).not.toMatch(/secret|example\.org|undefined/);
  });

  test('has words in the language of who asks', () => {
    expect(problemOf(new NotFoundException(), 'ar').title).toBe('لا يوجد شيء في هذا العنوان');
    expect(problemOf(new NotFoundException(), 'en').title).toBe('There is nothing at this address');
  });

  test('names the fields that are wrong', () => {
    const error = new InvalidRequestError([
      { path: 'workingHours.sun.to', message: 'must be later than from' },
    ]);
    expect(problemOf(error, 'en').errors).toEqual([
      { path: 'workingHours.sun.to', message: 'must be later than from' },
    ]);
  });
});

test('a database error is logged without the values in its message', () => {
  expect(loggableError(databaseError('23505'))).toEqual({
    error: 'Error',
    code: '23505',
    table: 'staff',
    constraint: undefined,
    routine: 'exec_simple_query',
  });
});
