/** The modules for files of the page that `page.js` plays. */
/* global SERVER */
// biome-ignore lint/correctness/noUnusedVariables: page.js uses it
const MEDIA_MODULES = (() => {
  class OpaqueData {
    static async createFromData(blob, type) {
      return Object.assign(new OpaqueData(), { blob, type });
    }
    url() {
      return 'blob:stand-in';
    }
    autorelease() {}
  }

  async function prepare(opaque, { asDocument }) {
    const { blob } = opaque;
    const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
    const [essence] = blob.type.split('/');
    const fields = {
      type: !asDocument && ['image', 'video', 'audio'].includes(essence) ? essence : 'document',
      mimetype: blob.type,
      filename: blob.name,
      filehash: btoa(String.fromCharCode(...new Uint8Array(hash))),
      size: blob.size,
    };
    return Object.assign(Object.create({ set: assign, toJSON: plain }), fields, { mediaBlob: opaque });
  }
  function assign(more) {
    Object.assign(this, more);
  }
  function plain() {
    const { mediaBlob, ...fields } = this;
    return fields;
  }

  const mediaObjects = new Map();
  function mediaObject(filehash) {
    if (!mediaObjects.has(filehash)) mediaObjects.set(filehash, { filehash, consolidate: assign });
    return mediaObjects.get(filehash);
  }

  async function upload({ mediaObject: { filehash }, mimetype }) {
    return { mediaEntry: { mmsUrl: 'https://mmg.whatsapp.net/x', directPath: `/v/${filehash}`, mimetype } };
  }

  async function download({ directPath, signal }) {
    const answer = await fetch(`${SERVER}/media${directPath}`, { signal });
    if (!answer.ok) throw Object.assign(new Error('media'), { status: answer.status });
    return answer.arrayBuffer();
  }

  return {
    WAWebMediaOpaqueData: OpaqueData,
    WAWebPrepRawMedia: {
      prepRawMedia: (opaque, params) => ({ waitForPrep: () => prepare(opaque, params) }),
    },
    WAWebMediaStorage: { getOrCreateMediaObject: mediaObject },
    WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
    WAWebMediaDataUtils: { shouldUseMediaCache: () => false },
    WAWebMediaMmsV4Upload: { uploadMedia: upload },
    WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt: download } },
  };
})();
