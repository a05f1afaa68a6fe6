/**
 * The words of the application. One JSON file a subject and language: locales/<language>/<subject>.json.
 * `t('app.save')` reads key `save` of the file `app`; `{name}` is replaced by the parameter of that name;
 * a message with the forms of its language ({"one": ..., "other": ...}) is chosen by the parameter `count`.
 */
export type Language = 'en' | 'de';
export type Params = Readonly<Record<string, string | number>>;
type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
type Catalogue = Readonly<Record<string, Message>>;

const STORED = 'tillbook.language';
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);
const files = import.meta.glob<Catalogue>('./locales/*/*.json', { eager: true, import: 'default' });

const catalogues = new Map<string, Map<string, Message>>();
for (const [path, messages] of Object.entries(files)) {
  const [name = '', subject = ''] = path.replace('./locales/', '').replace('.json', '').split('/');
  const catalogue = catalogues.get(name) ?? new Map<string, Message>();
  for (const [key, message] of Object.entries(messages)) catalogue.set(`${subject}.${key}`, message);
  catalogues.set(name, catalogue);
}

export const languages: readonly { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' }
];

let current = $state<Language>('en');

export function language(): Language {
  return current;
}

/** Every key of a language, for the test that compares them. */
export function messageKeys(code: Language): string[] {
  return [...(catalogues.get(code)?.keys() ?? [])].sort();
}

/** The words for `key` in the present language, in English when it lacks them, the key itself when both do. */
export function t(key: string, params: Params = {}): string {
  const message = catalogues.get(current)?.get(key) ?? catalogues.get('en')?.get(key);
  if (message === undefined) return key;
  const text = typeof message === 'string' ? message : chosenForm(message, params['count']);
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(params[name] ?? all));
}

function chosenForm(forms: Exclude<Message, string>, count: string | number | undefined): string {
  const rule = new Intl.PluralRules(current).select(Number(count ?? 0));
  return forms[rule] ?? forms.other ?? '';
}

export function setLanguage(code: Language): void {
  current = code;
  localStorage.setItem(STORED, code);
  applyToPage();
}

/** Takes the language chosen on this device, else the browser's, else English. */
export function startLanguage(): void {
  const wished = [localStorage.getItem(STORED) ?? '', ...navigator.languages].map((each) => each.slice(0, 2));
  current = languages.find(({ code }) => wished.find((each) => catalogues.has(each)) === code)?.code ?? 'en';
  applyToPage();
}

function applyToPage(): void {
  document.documentElement.lang = current;
  document.documentElement.dir = RIGHT_TO_LEFT.has(current) ? 'rtl' : 'ltr';
}
