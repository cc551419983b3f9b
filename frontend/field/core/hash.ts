/** Ids and fingerprints made on the phone, before anything is sent. */

/** SHA-256 of the bytes, in 64 hexadecimal digits. */
export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const uuid = (): string => crypto.randomUUID();

/** UTF-8 bytes of a text: what is hashed is exactly what is sent. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
