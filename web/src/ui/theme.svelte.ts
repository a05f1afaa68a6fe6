/** The theme chosen on this device; without a choice the device's own wish counts (tokens.css). */
export type Theme = 'system' | 'light' | 'dark' | 'contrast';
export const themes: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];

const STORED = 'tillbook.theme';
let chosen = $state<Theme>('system');

export function theme(): Theme {
  return chosen;
}

export function startTheme(): void {
  const stored = localStorage.getItem(STORED);
  apply(themes.find((each) => each === stored) ?? 'system');
}

export function setTheme(wanted: Theme): void {
  localStorage.setItem(STORED, wanted);
  apply(wanted);
}

function apply(wanted: Theme): void {
  chosen = wanted;
  if (wanted === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = wanted;
}
