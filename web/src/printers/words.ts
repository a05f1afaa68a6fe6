import { t } from '~/i18n';
import { asProblem } from '~/wire/problem';

/** The rolls there are, by the characters that fit on a line. */
export const papers = [
  { columns: 32, width: '58' },
  { columns: 42, width: '80' },
  { columns: 48, width: '80' }
] as const;

export function paperOf(columns: number): string {
  const known = papers.find((each) => each.columns === columns);
  return known ? t('printers.paper_mm', { width: known.width, columns }) : t('printers.paper_columns', { columns });
}

/** What the server said to something that has no form to show it in. */
export function refusalWords(error: unknown): string {
  const problem = asProblem(error);
  return problem.code === 'web.unreachable' ? t('ui.unreachable') : problem.detail || t('ui.unexpected');
}
