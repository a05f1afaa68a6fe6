/** Our own QR codes: K:o:<document>, K:c:<customer>, K:e:<employee> ... */
const OWN = /^K([a-z])([0-9a-f]{32})$/i;

export interface OwnCode {
  kind: string;
  id: string;
}

/** Reads one of our codes, also from a scanner whose keyboard layout turned the punctuation into something else. */
export function ownCode(code: string): OwnCode | null {
  const letters = code.trim().replace(/[^0-9a-z]/gi, '');
  const match = OWN.exec(letters);
  if (!match?.[1] || !match[2]) return null;
  const id = match[2].toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { kind: match[1].toLowerCase(), id };
}

export function orderCode(document: string): string {
  return `K:o:${document}`;
}
