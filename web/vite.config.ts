import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

// The server compares Origin with Host: the proxy must not change it.
const server = { target: process.env['TILLBOOK_SERVER'] ?? 'http://127.0.0.1:8000', changeOrigin: false };

export default defineConfig({
  plugins: [tailwindcss(), sveltekit()],
  server: { fs: { allow: ['..'] }, proxy: { '/api': server, '/healthz': server, '/media': server } },
  build: { target: 'es2022', assetsInlineLimit: 0 },
  test: {
    include: ['src/**/*.test.ts', 'lint/**/*.test.js'],
    environment: 'node',
    restoreMocks: true
  }
});
