/** Talking to the server: JSON in and out, a deadline, and one error for "could not be reached". */
export interface Answer {
  status: number;
  body: unknown;
}

export interface Ask {
  method?: 'GET' | 'POST';
  body?: unknown;
  token?: string;
  deadlineMs?: number;
  /** The same key again asks for the first answer again. */
  key?: string;
}

export interface Network {
  /** Throws Unreachable when there is no answer, whatever the reason. */
  ask(path: string, options?: Ask): Promise<Answer>;
}

export class Unreachable extends Error {
  override name = 'Unreachable';
}

const DEADLINE_MS = 15_000;

export const serverNetwork: Network = {
  async ask(path, { method = 'GET', body, token, deadlineMs = DEADLINE_MS, key } = {}) {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (token) headers['Authorization'] = `Bearer ${token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (key) headers['Idempotency-Key'] = key;
    try {
      const response = await fetch(path, {
        method,
        headers,
        // A till proves itself by its token; the office's cookie must not ride along.
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(deadlineMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      });
      return { status: response.status, body: await jsonOf(response) };
    } catch (cause) {
      throw new Unreachable(path, { cause });
    }
  }
};

async function jsonOf(response: Response): Promise<unknown> {
  const kind = response.headers.get('Content-Type') ?? '';
  if (kind.includes('json')) return response.json();
  // A page in place of JSON comes from a proxy or a captive portal: nobody who knows us answered.
  if (response.ok) throw new Error(`unexpected ${kind || 'content'}`);
  return null;
}

/** A server made of functions, for tests: `METHOD /path` to an answer; offline while `down`. */
export class FakeNetwork implements Network {
  down = false;
  readonly asked: { path: string; options: Ask }[] = [];

  constructor(private readonly routes: Record<string, (body: unknown, path: string) => Answer>) {}

  async ask(path: string, options: Ask = {}): Promise<Answer> {
    this.asked.push({ path, options });
    if (this.down) throw new Unreachable(path);
    const asked = `${options.method ?? 'GET'} ${path.split('?')[0]}`;
    // A route that ends with a slash answers for everything below it.
    const route = this.routes[asked] ?? this.routes[asked.slice(0, asked.lastIndexOf('/') + 1)];
    return route ? route(options.body, path) : { status: 404, body: null };
  }
}
