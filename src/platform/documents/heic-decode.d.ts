declare module 'heic-decode' {
  interface HeicImage {
    width: number;
    height: number;
    /** RGBA */
    decode(): Promise<{ width: number; height: number; data: Uint8ClampedArray }>;
  }
  const decode: {
    /** Reads the headers of all pictures; each is decoded when asked. `dispose` frees the decoder's memory. */
    all(options: { buffer: Uint8Array }): Promise<HeicImage[] & { dispose(): void }>;
  };
  export default decode;
}
