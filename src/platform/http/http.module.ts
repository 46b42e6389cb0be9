import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from './problem.filter.js';
import { RateLimits } from './rate-limits.js';
import { validationPipe } from './validation.js';

/** What every route and socket event has: schemas checked, errors answered as problems; limits for public ones. */
@Global()
@Module({
  providers: [
    RateLimits,
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [RateLimits],
})
export class HttpModule {}
