/** Words for kinds, states and purposes that the server calls by code. */
import { t } from '~/i18n';

const known: Record<string, () => string> = {
  sale: () => t('books.kind_sale'),
  return: () => t('books.kind_return'),
  shift_open: () => t('books.kind_shift_open'),
  shift_close: () => t('books.kind_shift_close'),
  cash_movement: () => t('books.kind_cash_movement'),
  cash: () => t('books.tender_cash'),
  card: () => t('books.tender_card')
};

export function word(code: string): string {
  return known[code]?.() ?? code.replaceAll('_', ' ');
}
