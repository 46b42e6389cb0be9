/** What every group of the stand-in's routes is written with. */
export interface Answer {
  status: number;
  data?: unknown;
  cookie?: string;
  contentType?: string;
}
export type Body = Record<string, never>;
export type Handler = (context: {
  params: string[];
  query: URLSearchParams;
  body: Body;
  raw: unknown;
}) => Answer;
/** Method, path below /api/v1, and what answers. */
export type Route = [string, RegExp, Handler];

export const ok = (data: unknown, status = 200): Answer => ({ status, data });
export const none: Answer = { status: 204 };
