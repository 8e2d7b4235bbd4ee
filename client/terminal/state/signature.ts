/** SHA-256 of the signature's picture. The entry carries the hash; the picture follows it to the hub after all money. */
export async function hashOf(png: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(png)));
}
