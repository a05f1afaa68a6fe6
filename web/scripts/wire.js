/** Makes src/wire/generated/api.d.ts from the server's own description: `tillbook openapi`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const python = process.env.TILLBOOK_PYTHON ?? join(root, '.venv/bin/python');
const description = join(mkdtempSync(join(tmpdir(), 'tillbook-')), 'openapi.json');
const target = join(import.meta.dirname, '../src/wire/generated/api.d.ts');

writeFileSync(description, execFileSync(python, ['-m', 'tillbook.cli', 'openapi'], { cwd: root, maxBuffer: 2 ** 26 }));
mkdirSync(join(target, '..'), { recursive: true });
execFileSync('npx', ['openapi-typescript', description, '-o', target], { cwd: join(root, 'web'), stdio: 'inherit' });
