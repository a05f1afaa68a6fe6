/** Money for eyes and from fingers. Amounts are whole minor units everywhere; only Intl writes them out. */
export interface Currency {
  code: string;
  minorDigits: number;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(currency: Currency, language: string, style: 'currency' | 'decimal'): Intl.NumberFormat {
  const key = `${currency.code} ${currency.minorDigits} ${language} ${style}`;
  const known = formatters.get(key);
  if (known) return known;
  const digits = { minimumFractionDigits: currency.minorDigits, maximumFractionDigits: currency.minorDigits };
  const how = style === 'currency' ? { style, currency: currency.code } : {};
  const made = new Intl.NumberFormat(language, { ...how, ...digits });
  formatters.set(key, made);
  return made;
}

/** The exact decimal text, such as "-12.05", which Intl formats without going through a float. */
export function decimalText(amount: number, minorDigits: number): Intl.StringNumericLiteral {
  const digits = String(Math.abs(amount)).padStart(minorDigits + 1, '0');
  const whole = digits.slice(0, digits.length - minorDigits);
  const minor = minorDigits > 0 ? `.${digits.slice(-minorDigits)}` : '';
  return `${amount < 0 ? '-' : ''}${whole}${minor}` as Intl.StringNumericLiteral;
}

export function moneyText(amount: number, currency: Currency, language: string): string {
  return formatter(currency, language, 'currency').format(decimalText(amount, currency.minorDigits));
}

/** The amount without the currency's sign, for columns and keys. */
export function plainMoney(amount: number, currency: Currency, language: string): string {
  return formatter(currency, language, 'decimal').format(decimalText(amount, currency.minorDigits));
}

/** "12,5" or "12.50" as typed by a person; null when it is no amount of this currency. */
export function typedMoney(typed: string, minorDigits: number): number | null {
  const match = /^(\d{1,9})(?:[.,](\d*))?$/.exec(typed.trim());
  if (!match) return null;
  const [, whole = '', minor = ''] = match;
  return minor.length > minorDigits ? null : Number(whole + minor.padEnd(minorDigits, '0'));
}

/** "10" or "12,5" percent as parts per million; null when it is no percentage up to 100. */
export function typedPercent(typed: string): number | null {
  const match = /^(\d{1,3})(?:[.,](\d{1,4}))?$/.exec(typed.trim());
  if (!match) return null;
  const ppm = Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0'));
  return ppm <= 1_000_000 ? ppm : null;
}

/** A percentage for eyes: 125000 ppm is "12.5". */
export function percentText(ppm: number): string {
  return decimalText(ppm, 4).replace(/\.?0+$/, '');
}
