/** Calendar days as texts (2026-11-23); no clock and no time zone. */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** Both days are included on the screen; the server's `until` is the first day left out. */
export function span(from: string, to: string): { from: string; until: string } {
  return { from, until: to ? dayAfter(to) : '' };
}
