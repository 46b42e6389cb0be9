import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The id of the member of staff who asks, for channels, which know nothing else about staff. */
export const StaffId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { staff } = context.switchToHttp().getRequest<{ staff?: { id: string } }>();
  if (!staff) throw new Error(`@StaffId() on ${context.getHandler().name}, which is not for staff only`);
  return staff.id;
});

/** The phone that a representative carries, as its token proves it. */
export interface CarriedDevice {
  id: string;
  /** The first part of every receipt number that it writes. */
  number: number;
  /** The representative, and the branch that they work for. */
  staff: { id: string; name: string; branch: string | null };
}

/** The phone that asks; null when somebody asks from a browser. */
export const Device = createParamDecorator((_: unknown, context: ExecutionContext): CarriedDevice | null => {
  const { staff } = context.switchToHttp().getRequest<{ staff?: { device?: CarriedDevice } }>();
  return staff?.device ?? null;
});
