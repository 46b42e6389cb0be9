/**
 * Stands in for the code of web.whatsapp.com: the modules that whatsapp-web.js 1.34 asks the page for, over a
 * phone and servers that `stand-in.ts` plays. Runs in the browser, in a page that request interception serves.
 * `SERVER`, `VERSION` and `page-media.js` are written before it.
 */
/* global SERVER, VERSION, MEDIA_MODULES */
(() => {
  /** As the page's own emitters: `on('change:body change:caption', …)` listens to both. */
  class Emitter {
    #listeners = [];
    on(names, listener) {
      for (const name of names.split(' ')) this.#listeners.push({ name, listener });
      whenHeard();
    }
    once(name, listener) {
      const first = (...args) => {
        this.off(name, first);
        listener(...args);
      };
      this.on(name, first);
    }
    off(name, listener) {
      this.#listeners = this.#listeners.filter((one) => one.name !== name || one.listener !== listener);
    }
    trigger(name, ...args) {
      for (const one of [...this.#listeners]) if (one.name === name) one.listener(...args);
    }
    hears(name) {
      return this.#listeners.some((one) => one.name === name);
    }
  }

  const tell = (path, body) =>
    fetch(`${SERVER}/${path}?device=${device}`, { method: 'POST', body: JSON.stringify(body ?? {}) }).then(
      (answer) => answer.json(),
    );

  // --- What the browser keeps: which device this is. Everything else is with the phone. -------------------------

  const database = new Promise((resolve, reject) => {
    const opening = indexedDB.open('device', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  async function kept(mode, ask) {
    const transaction = (await database).transaction('kept', mode, { durability: 'strict' });
    const request = ask(transaction.objectStore('kept'));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
    });
  }
  let device = '';

  // --- Models ---------------------------------------------------------------------------------------------------

  const wid = (like) => {
    const text = typeof like === 'string' ? like : like._serialized;
    const [user, server] = text.split('@');
    return {
      user,
      server,
      _serialized: text,
      isLid: () => server === 'lid',
      isGroup: () => server === 'g.us',
      isStatus: () => text === 'status@broadcast',
      toString: () => text,
      toJSON: () => ({ user, server, _serialized: text }),
    };
  };

  class MsgKey {
    constructor({ from, to, id, selfDir, fromMe = selfDir === 'out' }) {
      const remote = wid(fromMe ? to : from);
      Object.assign(this, { fromMe, remote, id, _serialized: `${fromMe}_${remote}_${id}` });
    }
    static async newId() {
      return `3EB0${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
    }
  }

  class Msg {
    constructor(fields) {
      Object.assign(this, fields);
      if (this.directPath) this.mediaData = { mediaStage: 'RESOLVED' };
    }
    serialize() {
      const { mediaBlob, mediaObject, mediaData, ...plain } = this;
      return JSON.parse(JSON.stringify(plain));
    }
    async downloadMedia() {
      this.mediaData.mediaStage = 'RESOLVED';
    }
    unsafe() {
      return this;
    }
    canReply() {
      return true;
    }
    msgContextInfo() {
      return { quotedStanzaID: this.id.id, quotedMsg: { type: this.type, body: this.body } };
    }
  }

  class Chat {
    /** Only the last is in memory, as in the page; the others are loaded on demand. */
    constructor(id, messages) {
      this.id = id;
      this.formattedTitle = id.user;
      this.loaded = messages.slice(-1);
      this.earlier = messages.slice(0, -1);
      this.msgs = { getModelsArray: () => this.loaded, add: (msg) => this.loaded.push(msg) };
    }
    get t() {
      return this.loaded.at(-1)?.t ?? 0;
    }
    serialize() {
      const isGroup = this.id.isGroup();
      return { id: this.id.toJSON(), t: this.t, unreadCount: this.loaded.length, isGroup, msgs: [] };
    }
  }

  const byId = new Map();
  const chats = new Map();
  const messages = Object.assign(new Emitter(), {
    get: (id) => byId.get(id),
    getMessagesById: async (ids) => ({ messages: ids.map((id) => byId.get(id)).filter(Boolean) }),
    modelClass: Msg,
  });
  const chatCollection = Object.assign(new Emitter(), {
    get: (id) => chats.get(wid(id)._serialized),
    getModelsArray: () => [...chats.values()],
  });

  function remember(fields, me) {
    const chat = wid(fields.from);
    const id = new MsgKey({ from: chat, to: me, id: fields.id, fromMe: false });
    const msg = new Msg({ ...fields, id, from: chat, to: wid(me), ack: 1 });
    byId.set(id._serialized, msg);
    return msg;
  }

  function chatOf(id) {
    const known = chats.get(id._serialized);
    if (known) return known;
    const chat = new Chat(id, []);
    chats.set(id._serialized, chat);
    return chat;
  }

  // --- The connection to WhatsApp -------------------------------------------------------------------------------

  const conn = Object.assign(new Emitter(), {
    ref: null,
    platform: 'android',
    serialize: () => ({ pushname: 'الجمعية', platform: 'android' }),
  });
  const cmd = Object.assign(new Emitter(), { refreshQR() {} });
  let me = null;
  const socket = Object.assign(new Emitter(), {
    state: 'OPENING',
    hasSynced: false,
    async logout() {
      await tell('unlink');
      await forget();
    },
    takeover() {},
  });

  function become(state) {
    if (socket.state === state) return;
    socket.state = state;
    socket.trigger('change:state', socket, state);
  }
  const forget = () => kept('readwrite', (store) => store.delete('device'));

  /** The page syncs in its own time; whoever drives it hears of it, because we wait until somebody listens. */
  let awaitsSync = false;
  function whenHeard() {
    if (!awaitsSync || !socket.hears('change:hasSynced')) return;
    awaitsSync = false;
    setTimeout(() => {
      socket.hasSynced = true;
      socket.trigger('change:hasSynced', socket, true);
    });
  }

  function connected({ number, history }) {
    me = number;
    chats.clear();
    for (const [id, written] of Object.entries(history)) {
      chats.set(
        id,
        new Chat(
          wid(id),
          written.map((fields) => remember(fields, me)),
        ),
      );
    }
    become('CONNECTED');
    awaitsSync = true;
    whenHeard();
  }

  const heard = {
    ref({ ref }) {
      conn.ref = ref;
      conn.trigger('change:ref', conn, ref);
      become('UNPAIRED');
    },
    async paired(hello) {
      await kept('readwrite', (store) => store.put(device, 'device'));
      become('PAIRING');
      connected(hello);
    },
    connected,
    message(fields) {
      const msg = remember({ ...fields, isNewMsg: true }, me);
      chatOf(msg.from).msgs.add(msg);
      messages.trigger('add', msg);
      // The same message is announced twice at times.
      messages.trigger('add', msg);
    },
    edit({ key, body }) {
      const msg = byId.get(key);
      const before = msg.body;
      Object.assign(msg, { body, latestEditSenderTimestampMs: Date.now() });
      messages.trigger('change:body', msg, body, before);
    },
    revoke({ key }) {
      const msg = byId.get(key);
      messages.trigger('change', msg);
      Object.assign(msg, { type: 'revoked', body: undefined });
      messages.trigger('change:type', msg);
    },
    ack({ key, ack }) {
      const msg = byId.get(key);
      if (!msg) return;
      msg.ack = ack;
      messages.trigger('change:ack', msg, ack);
    },
    forget: ({ chat }) => chats.delete(chat),
    state: ({ state }) => become(state),
    async logout() {
      await forget();
      cmd.trigger('logout');
      setTimeout(() => location.reload(), 50);
    },
  };

  async function connect() {
    device = (await kept('readonly', (store) => store.get('device'))) ?? crypto.randomUUID();
    const stream = new EventSource(`${SERVER}/stream?device=${device}`);
    for (const [name, listener] of Object.entries(heard)) {
      stream.addEventListener(name, (event) => void listener(JSON.parse(event.data)));
    }
    // EventSource comes back by itself; the page says meanwhile that it is looking for its server.
    stream.onerror = () => {
      if (socket.state === 'CONNECTED') become('OPENING');
    };
  }

  // --- Sending --------------------------------------------------------------------------------------------------

  function addAndSend(chat, message) {
    const msg = new Msg(message);
    byId.set(msg.id._serialized, msg);
    chat.msgs.add(msg);
    const { id, to, ...content } = msg.serialize();
    const sent = tell('send', { ...content, key: id._serialized, id: id.id, to: to._serialized });
    const refiled = sent.then(({ isRefiled }) => {
      if (isRefiled) byId.delete(msg.id._serialized);
      return msg;
    });
    return [refiled, sent];
  }

  const knownNumbers = new Map();

  const MODULES = {
    WAWebSocketModel: { Socket: socket },
    WAWebCmd: { Cmd: cmd },
    WAWebConnModel: { Conn: conn },
    WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
    WAWebAltDeviceLinkingApi: {},
    WABase64: { encodeB64: (bytes) => btoa(String.fromCharCode(...bytes)) },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: new Uint8Array(32).fill(1) } }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: new Uint8Array(32).fill(2) } }),
      },
    },
    WAWebUserPrefsMultiDevice: { getADVSecretKey: () => btoa('a secret of the device, 32 bytes.') },
    WAWebUserPrefsMeUser: { getMaybeMePnUser: () => me && wid(me), getMaybeMeLidUser: () => null },
    WAWebCollections: { Msg: messages, Chat: chatCollection, Contact: new Emitter() },
    WAWebSyncGatingUtils: {},
    WAWebCallCollection: { on() {}, calls: new Map() },
    WAWebWidFactory: { createWid: wid, asUserWidOrThrow: wid },
    WAWebMsgKey: MsgKey,
    WAWebFindChatAction: {
      async findOrCreateLatestChat(id) {
        const { isFound } = await tell('find', { id: id._serialized });
        return isFound ? { chat: chatOf(id) } : undefined;
      },
    },
    WAWebChatGetters: { getIsNewsletter: () => false, getIsBroadcast: () => false },
    WALinkify: { findLink: () => null, findLinks: () => [] },
    WAWebSendMsgChatAction: { addAndSendMsgToChat: addAndSend },
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebStreamModel: { Stream: { markAvailable() {}, markUnavailable() {} } },
    WAWebUpdateUnreadChatAction: { sendSeen: ({ chat }) => tell('seen', { chat: chat.id._serialized }) },
    WAWebChatStateBridge: {
      sendChatStateComposing: (id) => tell('typing', { chat: id._serialized }),
      sendChatStatePaused: async () => {},
    },
    WAWebChatLoadMessages: {
      async loadEarlierMsgs({ chat }) {
        const { answer } = await tell('load', { chat: chat.id._serialized });
        if (answer === 'failure') throw new Error('The stand-in fails this chat');
        if (answer === 'silence') await new Promise(() => {});
        const more = chat.earlier.splice(-20);
        chat.loaded.unshift(...more);
        return more;
      },
    },
    ...MEDIA_MODULES,
    WAWebApiContact: {
      getCurrentLid: () => null,
      getPhoneNumber: (id) => knownNumbers.get(id._serialized) ?? null,
    },
    WAWebQueryExistsJob: {
      async queryWidExists(id) {
        const { exists } = await tell('exists', { id: id._serialized });
        if (!exists) return null;
        const { number } = await tell('lid', { id: id._serialized });
        if (number) knownNumbers.set(id._serialized, wid(number));
        return { wid: id };
      },
    },
  };

  window.Debug = { VERSION };
  window.require = (name) => {
    if (!(name in MODULES)) throw new Error(`The stand-in has no module ${name}`);
    return MODULES[name];
  };
  void connect();
})();
