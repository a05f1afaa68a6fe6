/**
 * The office's way to the server: cookie session, CSRF header, one Idempotency-Key a write,
 * answers looked at by a reader, everything unusual as a Problem.
 */
import type { Reader } from './read';
import { Problem, problemOf } from './problem';

export interface Page<R> {
  readonly data: R[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string | null;
}
export type Query = Readonly<Record<string, string | number | null | undefined>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
interface Options<T> {
  read: Reader<T>;
  query?: Query | undefined;
  body?: unknown;
  etag?: string | null | undefined;
  /** The same key again asks for the first answer again: give one to try a write a second time. */
  key?: string | undefined;
}

const ROOT = '/api/v1';
let csrf = '';

/** What GET /session gave; every write carries it. */
export function useCsrf(token: string): void {
  csrf = token;
}

export async function get<T>(path: string, read: Reader<T>, query?: Query): Promise<T> {
  return (await ask('GET', path, { read, query })).value;
}

/** With the version to give back in `etag` when it is saved. */
export async function getVersioned<T>(path: string, read: Reader<T>): Promise<Versioned<T>> {
  return ask('GET', path, { read });
}

export async function write<T>(method: Exclude<Method, 'GET'>, path: string, options: Options<T>): Promise<T> {
  return (await ask(method, path, options)).value;
}

export async function writeVersioned<T>(method: Exclude<Method, 'GET'>, path: string, options: Options<T>): Promise<Versioned<T>> {
  return ask(method, path, options);
}

/** The address of something the browser fetches itself (a receipt, a download). */
export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return ROOT + path + (text ? `?${text}` : '');
}

async function ask<T>(method: Method, path: string, { read, query, body, etag, key }: Options<T>): Promise<Versioned<T>> {
  const answer = await answerOf(address(path, query), {
    method,
    credentials: 'same-origin',
    headers: headersOf(method, body, etag, key),
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) })
  });
  if (!answer.ok) throw await problemOf(answer);
  const found: unknown = answer.status === 204 ? null : await answer.json();
  return { value: read(found, path), etag: answer.headers.get('ETag') };
}

function headersOf(method: Method, body: unknown, etag?: string | null, key?: string): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': document.documentElement.lang };
  if (body !== undefined && !(body instanceof FormData)) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') {
    headers['Idempotency-Key'] = key ?? newKey();
    if (csrf) headers['X-CSRF-Token'] = csrf;
  }
  if (etag) headers['If-Match'] = etag;
  return headers;
}

async function answerOf(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new Problem({ code: 'web.unreachable', status: 0, detail: '' }, { cause });
  }
}

/** randomUUID exists only on secure pages; a shop's server may be reached by plain HTTP on its own network. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
