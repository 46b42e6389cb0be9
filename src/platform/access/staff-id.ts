import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The id of the member of staff who asks, for channels, which know nothing else about staff. */
export const StaffId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { staff } = context.switchToHttp().getRequest<{ staff?: { id: string } }>();
  if (!staff) throw new Error(`@StaffId() on ${context.getHandler().name}, which is not for staff only`);
  return staff.id;
});
