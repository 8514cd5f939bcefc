/** Compression with the platform's own streams, bounded on the way back: no bytes can hang the page or fill its memory. */

const MILLISECONDS = 200;
/** The time is counted in turns of this length, so that a page that stalls for a while does not refuse a good link. */
const TURN = 20;

export class InflateError extends Error {
  constructor(readonly reason: 'large' | 'slow' | 'broken') {
    super(reason);
  }
}

/** A browser unpacks each piece whole before anyone reads; of this many bytes no more than a megabyte can come. */
const PIECE = 1024;

function pieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += PIECE)));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, length);
    length += value.length;
    if (length > most) throw new InflateError('large');
    chunks.push(value);
  }
}

/** Raw deflate (RFC 1951) of a text's UTF-8. */
export async function deflate(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = pieces(new TextEncoder().encode(text)).pipeThrough(new CompressionStream('deflate-raw'));
  return drain(stream.getReader(), Infinity);
}

/** The text whose raw deflate this is. Throws `InflateError`: more than `most` bytes, more than 200 ms, or no such data. */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<string> {
  const reader = pieces(bytes).pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    let turns = 0;
    const turn = (): void => {
      if (++turns > MILLISECONDS / TURN) reject(new InflateError('slow'));
      else timer = setTimeout(turn, TURN);
    };
    turn();
  });
  try {
    const data = await Promise.race([drain(reader, most), late]);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch (error) {
    // Cancelling the aborted stream may fail once more; the first reason is the one to tell.
    reader.cancel().catch(() => undefined);
    throw error instanceof InflateError ? error : new InflateError('broken');
  } finally {
    clearTimeout(timer);
  }
}
