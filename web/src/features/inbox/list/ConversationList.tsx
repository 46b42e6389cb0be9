import { Button, Skeleton } from '@mantine/core';
import { IconArrowUp, IconInbox, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { api, type ConversationFilters } from '../../../lib/api';
import { keys } from '../../../lib/keys';
import type { Conversation } from '../../../lib/schemas';
import { useShortcuts } from '../../../lib/shortcuts';
import classes from './ConversationList.module.css';
import { ConversationRow } from './ConversationRow';
import { arrange, type HeldOrder, holdOrder } from './held-order';

const ROW = 98;

export function useConversationList(filters: ConversationFilters) {
  return useInfiniteQuery({
    queryKey: keys.list(filters),
    queryFn: ({ pageParam, signal }) => api.conversations(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

function Waiting() {
  return (
    <div aria-hidden>
      {Array.from({ length: 7 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, never reordered
        <div key={index} className={classes.waiting}>
          <Skeleton circle height={40} />
          <div className={classes.waitingText}>
            <Skeleton height={11} width="45%" />
            <Skeleton height={10} width="88%" />
            <Skeleton height={9} width="30%" />
          </div>
        </div>
      ))}
    </div>
  );
}

interface Props {
  filters: ConversationFilters;
  narrowed: boolean;
  openId: string | null;
  suffix: string;
  onClearFilters: () => void;
}

/** The virtualised list of one view. Mount it anew (by key) when the filters change. */
export function ConversationList({ filters, narrowed, openId, suffix, onClearFilters }: Props) {
  const { t } = useTranslation();
  const query = useConversationList(filters);
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const scroller = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<HeldOrder | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);

  const current = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const { rows, fresh } = useMemo(() => arrange(current, held), [current, held]);
  const virtual = useVirtualizer({
    count: rows.length + (hasNextPage ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? 'more',
    overscan: 6,
  });
  const items = virtual.getVirtualItems();

  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - 5) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, rows.length]);

  const onScroll = () => {
    const away = (scroller.current?.scrollTop ?? 0) > ROW / 3;
    if (away && !held) setHeld(holdOrder(current));
    if (!away && held) setHeld(null);
  };
  useAnchor(scroller, rows, Boolean(held));

  const step = useCallback(
    (by: 1 | -1) => {
      const from = rows.findIndex((one) => one.id === (cursor ?? openId));
      const next = Math.min(rows.length - 1, Math.max(0, from + by));
      const row = rows[next];
      if (!row) return;
      setCursor(row.id);
      virtual.scrollToIndex(next, { align: 'auto' });
      // The row may only be drawn after the scroll.
      requestAnimationFrame(() => {
        scroller.current
          ?.querySelector<HTMLElement>(`[data-row="${row.id}"]`)
          ?.focus({ preventScroll: true });
      });
    },
    [rows, cursor, openId, virtual],
  );
  useShortcuts({ j: () => step(1), k: () => step(-1) });

  if (query.isPending) return <Waiting />;
  if (query.isError && !data) {
    return (
      <div className={classes.notice}>
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  return (
    <div className={classes.frame}>
      {fresh > 0 && (
        <Button
          className={classes.pill}
          size="compact-sm"
          radius="xl"
          leftSection={<IconArrowUp size={14} />}
          onClick={() => {
            setHeld(null);
            scroller.current?.scrollTo({ top: 0 });
          }}
        >
          {t('inbox.fresh', { count: fresh })}
        </Button>
      )}
      {rows.length === 0 ? (
        <EmptyState
          icon={narrowed ? IconSearchOff : IconInbox}
          title={t(narrowed ? 'inbox.nothingFound' : `inbox.empty.${filters.view}.title`)}
          hint={t(narrowed ? 'inbox.nothingFoundHint' : `inbox.empty.${filters.view}.hint`)}
        >
          {narrowed && (
            <Button variant="subtle" size="compact-sm" mt="xs" onClick={onClearFilters}>
              {t('inbox.clearFilters')}
            </Button>
          )}
        </EmptyState>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: rows are placed absolutely inside a spacer
        <div
          ref={scroller}
          className={classes.scroller}
          onScroll={onScroll}
          role="list"
          aria-label={t(`inbox.views.${filters.view}`)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              step(event.key === 'ArrowDown' ? 1 : -1);
            }
          }}
        >
          <div className={classes.spacer} style={{ height: virtual.getTotalSize() }} role="presentation">
            {items.map((item) => {
              const row = rows[item.index];
              return (
                <div
                  key={item.key}
                  className={classes.item}
                  style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                  role={row ? 'listitem' : 'presentation'}
                >
                  {row ? (
                    <ConversationRow
                      conversation={row}
                      to={`/inbox/${filters.view}/${row.id}${suffix}`}
                      open={row.id === openId}
                      view={filters.view}
                    />
                  ) : (
                    <div className={classes.waiting} aria-hidden>
                      <Skeleton circle height={40} />
                      <div className={classes.waitingText}>
                        <Skeleton height={11} width="45%" />
                        <Skeleton height={10} width="88%" />
                      </div>
                    </div>
                  )}
                </div>
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

/** Rows that vanish above the reader must not pull the rest under their eyes. */
function useAnchor(
  scroller: React.RefObject<HTMLDivElement | null>,
  rows: Conversation[],
  active: boolean,
): void {
  const before = useRef<Conversation[]>(rows);
  useLayoutEffect(() => {
    const previous = before.current;
    before.current = rows;
    const element = scroller.current;
    if (!active || !element || previous === rows) return;
    const first = previous[Math.ceil(element.scrollTop / ROW)];
    if (!first) return;
    const moved = rows.findIndex((one) => one.id === first.id) - previous.indexOf(first);
    if (moved !== 0 && rows.some((one) => one.id === first.id)) element.scrollTop += moved * ROW;
  }, [rows, active, scroller]);
}
