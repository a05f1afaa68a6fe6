/**
 * How a business writes its figures. Amounts are whole minor units, quantities decimal texts:
 * they go to Intl as exact decimals, never through a float.
 */
import { getContext, setContext } from 'svelte';
import { language } from '~/i18n';

export interface Setting {
  readonly currency: string;
  readonly digits: number;
  readonly timeZone?: string;
}

const KEY = Symbol('figures');
type DecimalText = Intl.StringNumericLiteral;

export class Figures {
  constructor(readonly setting: Setting) {}

  money(amount: number, currency = this.setting.currency): string {
    const format = new Intl.NumberFormat(language(), {
      style: 'currency',
      currency,
      minimumFractionDigits: this.setting.digits,
      maximumFractionDigits: this.setting.digits
    });
    return format.format(toDecimal(amount, this.setting.digits) as DecimalText);
  }

  /** An amount without its currency, as it is typed and shown in columns headed by the currency. */
  plain(amount: number): string {
    return decimalText(toDecimal(amount, this.setting.digits), this.setting.digits);
  }

  quantity(value: string | number): string {
    return decimalText(String(value), 0, 3);
  }

  /** 190000 ppm -> 19 %. */
  percent(ppm: number): string {
    return `${decimalText(toDecimal(ppm, 4), 0, 4)} %`;
  }

  count(value: number): string {
    return new Intl.NumberFormat(language()).format(value);
  }

  /** A moment on the clock of the shop, or of the place whose time zone is given. */
  moment(at: string, zone?: string): string {
    return this.#date(at, { dateStyle: 'medium', timeStyle: 'short' }, zone);
  }

  clock(at: string, zone?: string): string {
    return this.#date(at, { timeStyle: 'short' }, zone);
  }

  /** A business day (2026-11-23): no time zone moves it. */
  day(date: string): string {
    return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }

  #date(at: string, options: Intl.DateTimeFormatOptions, zone = this.setting.timeZone): string {
    return new Intl.DateTimeFormat(language(), zone ? { ...options, timeZone: zone } : options).format(new Date(at));
  }
}

export function setFigures(figures: Figures): void {
  setContext(KEY, figures);
}

export function getFigures(): Figures {
  return getContext<Figures>(KEY);
}

/** 1234 with 2 digits -> "12.34". */
export function toDecimal(amount: number, digits: number): string {
  const sign = amount < 0 ? '-' : '';
  const all = String(Math.abs(amount)).padStart(digits + 1, '0');
  return digits === 0 ? sign + all : `${sign}${all.slice(0, -digits)}.${all.slice(-digits)}`;
}

/**
 * What a person typed, as a whole number of minor units; null when it is not an amount.
 * The last point or comma is the decimal mark, unless exactly three digits and another mark of the same kind say otherwise.
 */
export function readAmount(typed: string, digits: number): number | null {
  const text = normalMarks(typed);
  if (text === null) return null;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return null;
  const amount = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(amount)) return null;
  return text.startsWith('-') && amount !== 0 ? -amount : amount;
}

/** What a person typed, as a decimal text with at most three places; null when it is no quantity. */
export function readQuantity(typed: string): string | null {
  const text = normalMarks(typed);
  if (text === null) return null;
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  if (fraction.length > 3) return null;
  const sign = text.startsWith('-') ? '-' : '';
  return sign + (whole.replace(/^0+(?=\d)/, '') || '0') + (fraction ? `.${fraction}` : '');
}

function normalMarks(typed: string): string | null {
  const text = typed.replace(/[\s\u00a0\u202f'’]/g, '').replace('−', '-');
  if (!/^-?(\d[\d.,]*|[.,]\d+)$/.test(text)) return null;
  const marks = [...text.matchAll(/[.,]/g)].map((match) => match[0]);
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const grouping = marks.length > 1 && new Set(marks).size === 1;
  if (grouping) return /^-?\d{1,3}([.,]\d{3})+$/.test(text) ? text.replace(/[.,]/g, '') : null;
  return last < 0 ? text : `${text.slice(0, last).replace(/[.,]/g, '')}.${text.slice(last + 1)}`;
}

function decimalText(decimal: string, least: number, most = least): string {
  const format = new Intl.NumberFormat(language(), { minimumFractionDigits: least, maximumFractionDigits: most });
  return format.format(decimal as DecimalText);
}
