import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/**
 * A stored file as an answer: by its own name, and shown in the page only where the caller says that a browser may; else it
 * is downloaded, whatever it says it is.
 */
export function servedFile(
  file: { stream: Readable; fileName: string; contentType: string; size: number },
  inline: boolean,
): StreamableFile {
  return new StreamableFile(file.stream, {
    type: inline ? file.contentType : 'application/octet-stream',
    disposition: `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    length: file.size,
  });
}
