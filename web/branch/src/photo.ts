/** Enough to read a document; a photograph of a phone is ten times that. */
const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

/**
 * A picture made small enough for a village's network. Drawn anew, so nothing of the original file stays with it, the
 * place where it was taken least of all.
 * @throws Error when the browser cannot read it
 */
export async function shrunk(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const context = canvas.getContext('2d')!;
    // JPEG has no transparency: what is see-through becomes paper.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await bytesOf(canvas, 'image/jpeg');
  } finally {
    picture.close();
  }
}

export async function bytesOf(
  canvas: HTMLCanvasElement,
  type: 'image/jpeg' | 'image/png',
): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  if (!blob) throw new Error('The picture could not be drawn');
  return new Uint8Array(await blob.arrayBuffer());
}
