import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR = 90;

interface Ends {
  /** Ids of the first and last message drawn. */
  oldest: string | undefined;
  newest: string | undefined;
  /** The newest is the reader's own: follow it wherever they are. */
  newestIsMine: boolean;
  count: number;
}

/**
 * Keeps a thread at its end while the reader is there, and everything still when they are not: older pages
 * grow above without a jump, new messages below are only counted.
 */
export function useStickToEnd({ oldest, newest, newestIsMine, count }: Ends) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ oldest, newest, count, height: 0 });
  const [unseen, setUnseen] = useState(0);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    atEnd.current = true;
    setUnseen(0);
    element.scrollTop = element.scrollHeight;
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (atEnd.current) setUnseen(0);
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const was = before.current;
    const grownAbove = was.oldest !== undefined && oldest !== was.oldest;
    if (newest !== was.newest && (atEnd.current || newestIsMine || was.newest === undefined)) toEnd();
    else if (grownAbove) element.scrollTop += element.scrollHeight - was.height;
    else if (newest !== was.newest) setUnseen((seen) => seen + Math.max(1, count - was.count));
    before.current = { oldest, newest, count, height: element.scrollHeight };
  }, [oldest, newest, newestIsMine, count, toEnd]);

  useEffect(() => {
    const element = scroller.current;
    if (!element || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
      before.current.height = element.scrollHeight;
    });
    observer.observe(content.current);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return { scroller, content, onScroll, toEnd, unseen };
}
