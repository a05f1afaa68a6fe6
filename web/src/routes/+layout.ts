import type { LayoutLoad } from './$types';
import { startLanguage } from '~/i18n';

export const ssr = false;
export const prerender = false;

export const load: LayoutLoad = () => {
  startLanguage();
};
