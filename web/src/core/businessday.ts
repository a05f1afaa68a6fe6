/** The day a moment belongs to: a location's day begins at its cut-off hour, not at midnight. */
export interface Place {
  time_zone: string;
  /** "HH:MM" */
  day_cutoff: string;
}

export function businessDate(at: Date, { time_zone, day_cutoff }: Place): string {
  const [hours = '0', minutes = '0'] = day_cutoff.split(':');
  const cutoff = Number(hours) * 60 + Number(minutes);
  const local = localParts(at, time_zone);
  const day = new Date(Date.UTC(local.year, local.month - 1, local.day));
  if (local.hour * 60 + local.minute < cutoff) day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

function localParts(at: Date, timeZone: string): Record<'year' | 'month' | 'day' | 'hour' | 'minute', number> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric'
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (name: string): number => parts[name] ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}
