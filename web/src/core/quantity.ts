/** Quantities: whole thousandths inside, decimal texts on the wire. */
export function milliOf(text: string): number {
  const match = /^(-?)(\d+)(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (!match) throw new TypeError(`${text} is not a quantity`);
  const [, sign, whole = '0', decimals = ''] = match;
  const milli = Number(whole) * 1000 + Number(decimals.padEnd(3, '0'));
  return sign === '-' ? -milli : milli;
}

export function quantityText(milli: number): string {
  const whole = Math.trunc(Math.abs(milli) / 1000);
  const rest = String(Math.abs(milli) % 1000).padStart(3, '0').replace(/0+$/, '');
  return `${milli < 0 ? '-' : ''}${whole}${rest ? `.${rest}` : ''}`;
}

/** What a person typed, with a comma or a point; null when it is no quantity. */
export function typedMilli(typed: string): number | null {
  const text = typed.trim().replace(',', '.');
  return /^\d{1,6}(\.\d{1,3})?$/.test(text) ? milliOf(text) : null;
}
