import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { api } from '../../../lib/api';
import { ApiError, announceSignedOut } from '../../../lib/http';
import { useSession } from '../../auth/session';
import { bindEvents, rereadEverything } from './live-events';

export type Connection = 'connecting' | 'connected' | 'lost';

interface Live {
  connection: Connection;
  /** Follows one conversation's messages until the returned function is called. */
  watch(conversationId: string): () => void;
}

const LiveContext = createContext<Live>({ connection: 'connecting', watch: () => () => undefined });

export const useLive = (): Live => use(LiveContext);

/** One socket for the whole signed-in page. After every reconnect what may have been missed is read again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const myId = useSession().staff.id;
  const [connection, setConnection] = useState<Connection>('connecting');
  const socketRef = useRef<Socket | null>(null);
  const watched = useRef(new Map<string, number>());

  useEffect(() => {
    const socket = io('/inbox', {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      withCredentials: true,
    });
    socketRef.current = socket;
    let before = false;
    let gone = false;
    let soon: ReturnType<typeof setTimeout> | undefined;
    const comeBack = async () => {
      try {
        await api.me();
      } catch (error) {
        // Whoever is signed out was already shown the door by that answer.
        if (error instanceof ApiError && error.status === 401) return;
      }
      if (!gone) soon = setTimeout(() => socket.connect(), 1500);
    };
    socket.on('connect', () => {
      setConnection('connected');
      for (const id of watched.current.keys()) socket.emit('conversation.watch', { id });
      if (before) rereadEverything(client);
      before = true;
    });
    socket.on('disconnect', (reason) => {
      setConnection('lost');
      // The server closed it on purpose (a restart, an ended session): the client would not come back alone.
      if (reason === 'io server disconnect') void comeBack();
    });
    socket.on('connect_error', () => setConnection((now) => (now === 'connected' ? 'lost' : now)));
    socket.on('session.ended', announceSignedOut);
    const unbind = bindEvents(socket, client, myId);
    const slow = setTimeout(() => setConnection((now) => (now === 'connecting' ? 'lost' : now)), 8000);
    return () => {
      gone = true;
      clearTimeout(soon);
      clearTimeout(slow);
      unbind();
      socket.removeAllListeners();
      socket.close();
      socketRef.current = null;
    };
  }, [client, myId]);

  // Stable, so that a new connection state does not unwatch and watch again.
  const watch = useCallback((id: string) => {
    const counts = watched.current;
    counts.set(id, (counts.get(id) ?? 0) + 1);
    if (counts.get(id) === 1 && socketRef.current?.connected) {
      socketRef.current.emit('conversation.watch', { id });
    }
    return () => {
      const left = (counts.get(id) ?? 1) - 1;
      if (left > 0) return void counts.set(id, left);
      counts.delete(id);
      if (socketRef.current?.connected) socketRef.current.emit('conversation.unwatch', { id });
    };
  }, []);
  const live = useMemo<Live>(() => ({ connection, watch }), [connection, watch]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
