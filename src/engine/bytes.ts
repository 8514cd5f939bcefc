/**
 * The simulated machine deals in bytes, held as strings of char codes 0..255; people deal in text. The two meet here.
 */

/** Only ASCII: text and bytes are the same. */
const PLAIN = /^[\0-\x7f]*$/;
const ENCODER = new TextEncoder();

/** A text as bytes, its UTF-8 form. */
export function toBytes(text: string): string {
  if (PLAIN.test(text)) return text;
  let bytes = '';
  for (const byte of ENCODER.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** Bytes as text; with a decoder, a character cut in two waits for its other half. */
export function fromBytes(bytes: string, decoder?: TextDecoder): string {
  if (decoder === undefined && PLAIN.test(bytes)) return bytes;
  const array = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i);
  return decoder === undefined ? new TextDecoder().decode(array) : decoder.decode(array, { stream: true });
}
