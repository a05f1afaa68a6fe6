/**
 * The floors of the web application as an ESLint rule:
 * routes -> views -> subjects -> ui, core -> engine, wire, platform -> i18n.
 * Subjects do not know each other, nor do ui and core; engine, wire and platform neither.
 * A file reaches another floor by `~/`, never by a relative path.
 */
const FLOORS = { routes: 5, views: 4, ui: 2, core: 2, engine: 1, wire: 1, platform: 1, i18n: 0 };
const SUBJECT_FLOOR = 3;
const WITHOUT_SVELTE = new Set(['core', 'engine', 'wire', 'platform']);

/** The first folder below src, or null for files at its top and outside it. */
export function tierOf(path) {
  const match = /(?:^|\/)src\/([^/]+)\//.exec(path.replaceAll('\\', '/'));
  return match ? match[1] : null;
}

export function floorOf(tier) {
  return FLOORS[tier] ?? SUBJECT_FLOOR;
}

/** Why `from` may not import `source`, or null. */
export function objection(from, source) {
  const tier = tierOf(from);
  if (tier === null) return null;
  if (WITHOUT_SVELTE.has(tier) && /^(svelte(\/|$)|\$app\/)|\.svelte$/.test(source)) {
    return `${tier} knows no Svelte`;
  }
  const target = targetTier(from, source);
  if (target === null || target === tier) return null;
  if (source.startsWith('.')) return `reach ${target} by ~/${target}, not by a relative path`;
  if (floorOf(target) >= floorOf(tier)) return `${tier} may not know ${target}`;
  return null;
}

function targetTier(from, source) {
  if (source.startsWith('~/')) {
    const rest = source.slice(2);
    return rest.includes('/') ? rest.split('/')[0] : (FLOORS[rest] === undefined ? null : rest);
  }
  if (!source.startsWith('.')) return null;
  const folders = from.replaceAll('\\', '/').split('/').slice(0, -1);
  for (const step of source.split('/')) {
    if (step === '..') folders.pop();
    else if (step !== '.') folders.push(step);
  }
  return tierOf(folders.join('/'));
}

export const tiers = {
  meta: { type: 'problem', docs: { description: 'imports only go down the floors' }, schema: [] },
  create(context) {
    const check = (node) => {
      if (!node.source || typeof node.source.value !== 'string') return;
      const reason = objection(context.filename, node.source.value);
      if (reason) context.report({ node: node.source, message: reason });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check
    };
  }
};
