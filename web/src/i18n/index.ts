export { language, languages, messageKeys, setLanguage, startLanguage, t } from './catalogue.svelte';
export type { Language, Params } from './catalogue.svelte';
