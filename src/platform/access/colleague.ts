import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Whoever of ours asks, as far as a channel needs to know them. */
export interface Colleague {
  id: string;
  name: string;
}

/** The member of staff who asks, for channels that write down who it was. */
export const CurrentColleague = createParamDecorator((_: unknown, context: ExecutionContext): Colleague => {
  const { staff } = context.switchToHttp().getRequest<{ staff?: Colleague }>();
  if (!staff)
    throw new Error(`@CurrentColleague() on ${context.getHandler().name}, which is not for staff only`);
  return { id: staff.id, name: staff.name };
});
