import { expect, test } from 'vitest';
import { objection } from './tiers.js';

test.each([
  ['src/routes/till/+page.svelte', '~/views/till/Till.svelte'],
  ['src/views/till/Till.svelte', '~/sale/Ticket.svelte'],
  ['src/sale/Ticket.svelte', '~/ui/Button.svelte'],
  ['src/sale/ticket.svelte.ts', '~/core/cart'],
  ['src/core/journal.ts', '~/platform/storage'],
  ['src/core/journal.ts', './chain'],
  ['src/ui/Button.svelte', '~/i18n'],
  ['src/sale/Ticket.svelte', '../sale/TicketLine.svelte'],
  ['lint/tiers.test.js', './tiers.js']
])('%s may import %s', (from, source) => {
  expect(objection(from, source)).toBeNull();
});

test.each([
  ['src/sale/Ticket.svelte', '~/shift/ShiftChip.svelte', 'sale may not know shift'],
  ['src/core/journal.ts', '~/ui/Button.svelte', 'core knows no Svelte'],
  ['src/core/journal.ts', 'svelte/store', 'core knows no Svelte'],
  ['src/ui/Button.svelte', '~/core/money', 'ui may not know core'],
  ['src/wire/types.ts', '~/core/money', 'wire may not know core'],
  ['src/core/journal.ts', '../platform/storage', 'reach platform by ~/platform, not by a relative path'],
  ['src/views/Till.svelte', '~/routes/till/+page.svelte', 'views may not know routes'],
  ['src/sale/Ticket.svelte', '~/views/till/Till.svelte', 'sale may not know views']
])('%s may not import %s', (from, source, reason) => {
  expect(objection(from, source)).toBe(reason);
});
