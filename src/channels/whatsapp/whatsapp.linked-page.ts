import type { Client, Message } from 'whatsapp-web.js';
import { isHidden, isPrivateChat } from './whatsapp.linked-address.js';

/** How long the page may take over one question. It goes on looking meanwhile, so a second try finds it further. */
const ANSWER_MS = 15_000;
/** Messages of one chat that are asked for first; more as long as they are all new. */
const FIRST_PAGE = 50;
const MOST_MESSAGES = 5_000;

/**
 * Waits for the page, which may never answer: what it does not find, it asks the phone for.
 * @throws Error when it takes too long
 */
async function answered<T>(asking: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error('WhatsApp Web does not answer'), { name: 'NoAnswer' }));
    }, ANSWER_MS);
  });
  try {
    return await Promise.race([asking, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Chats with one person that had something since `from` (ms). The library's own list asks the network about every
 * group first; the page knows what we need.
 */
export async function chatsSince(client: Client, from: number): Promise<string[]> {
  if (!client.pupPage) throw new Error('No page is open');
  const asking = client.pupPage.evaluate(
    `window.require('WAWebCollections').Chat.getModelsArray()
       .filter((chat) => chat.t >= ${Math.floor(from / 1000)}).map((chat) => chat.id._serialized)`,
  );
  return ((await answered(asking)) as string[]).filter(isPrivateChat);
}

/** A chat's messages since `from` (ms), ours and theirs, oldest first. */
export async function messagesSince(client: Client, chatId: string, from: number): Promise<Message[]> {
  const chat = await answered(client.getChatById(chatId));
  let messages: Message[] = [];
  for (let limit = FIRST_PAGE; limit <= MOST_MESSAGES; limit *= 4) {
    messages = await answered(chat.fetchMessages({ limit }));
    const oldest = Math.min(...messages.map(({ timestamp }) => timestamp));
    if (messages.length < limit || oldest * 1000 < from) break;
  }
  return messages
    .filter(({ timestamp }) => timestamp * 1000 >= from)
    .sort((a, b) => a.timestamp - b.timestamp);
}

/** Whether WhatsApp says that a number has no account. Of hidden numbers it cannot be asked. */
export async function isUnregistered(client: Client, chatId: string): Promise<boolean> {
  if (isHidden(chatId)) return false;
  try {
    return !(await answered(client.isRegisteredUser(chatId)));
  } catch {
    // Nobody has said that there is none.
    return false;
  }
}
