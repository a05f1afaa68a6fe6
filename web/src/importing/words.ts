/** Words for what the server calls by code. */
import { t } from '~/i18n';

export function stateName(state: string): string {
  const names: Record<string, () => string> = {
    checked: () => t('importing.state_checked'),
    applied: () => t('importing.state_applied'),
    undone: () => t('importing.state_undone')
  };
  return names[state]?.() ?? state;
}

export function stateTone(state: string): 'info' | 'good' | 'plain' {
  return state === 'applied' ? 'good' : state === 'checked' ? 'info' : 'plain';
}
