/** What telephones photograph in, and browsers do not draw. */
export const HEIC = new Set(['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence']);
const DRAWN = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif', 'image/tiff']);

/** Types of which pages can be shown. */
export const hasPages = (contentType: string): boolean =>
  contentType === 'application/pdf' || HEIC.has(contentType) || DRAWN.has(contentType);
