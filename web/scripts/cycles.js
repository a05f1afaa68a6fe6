/** Names every circle of imports below src and fails when there is one. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../src');
const IMPORT = /(?:from\s+|import\s+|import\(\s*)['"]([~.][^'"?]*)['"]/g;
const TYPE_ONLY = /(?:import|export)\s+type\s[^;]*?from\s+['"][^'"]+['"]/g;
const ENDINGS = ['', '.ts', '.js', '.svelte.ts', '/index.ts', '/index.svelte.ts'];

function* sources(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.(ts|js|svelte)$/.test(name)) yield path;
  }
}

function importsOf(path) {
  const found = [];
  for (const [, source] of readFileSync(path, 'utf8').replace(TYPE_ONLY, '').matchAll(IMPORT)) {
    const base = source.startsWith('~/') ? join(ROOT, source.slice(2)) : resolve(dirname(path), source);
    const file = ENDINGS.map((ending) => base + ending).find((each) => existsSync(each) && statSync(each).isFile());
    if (file) found.push(file);
  }
  return found;
}

const graph = new Map([...sources(ROOT)].map((path) => [path, importsOf(path)]));
const done = new Set();
const circles = [];

function visit(path, trail) {
  const seen = trail.indexOf(path);
  if (seen >= 0) circles.push([...trail.slice(seen), path]);
  if (seen >= 0 || done.has(path)) return;
  for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
  done.add(path);
}

for (const path of graph.keys()) visit(path, []);
for (const circle of circles) console.error('circle: ' + circle.map((path) => relative(ROOT, path)).join(' -> '));
process.exitCode = circles.length > 0 ? 1 : 0;
