/** Who is signed in to the office on this page, and what he may do. */
import { get, useCsrf, write } from './client';
import { location, nothing, page, session as read, type Session } from './office';

let current: Session | null = null;
let zone: string | null = null;

/** Asks the server who is signed in; throws a Problem that isSignedOut when nobody is. */
export async function openSession(): Promise<Session> {
  current ??= begin(await get('/session', read));
  zone ??= may('org.read') ? ((await get('/locations', page(location))).data[0]?.time_zone ?? null) : null;
  return current;
}

/** The clock of the first location, for moments that belong to none. */
export function homeZone(): string | null {
  return zone;
}

export async function signIn(email: string, password: string): Promise<void> {
  begin(await write('POST', '/session', { read, body: { email, password } }));
}

/** What the bearer of a one-time link says about himself; `business` only where none exists yet. */
export interface Setup {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly pin: string;
  readonly business?: { name: string; currency: string; time_zone: string; locale: string };
}

export async function setUp(body: Setup): Promise<void> {
  begin(await write('POST', '/setup', { read, body }));
}

/** Works in another of one's businesses; the page must be loaded anew after it. */
export async function chooseBusiness(business: string): Promise<void> {
  begin(await write('PUT', '/session/business', { read, body: { business } }));
}

function begin(found: Session): Session {
  useCsrf(found.csrf);
  current = found;
  return found;
}

export async function signOut(): Promise<void> {
  await write('DELETE', '/session', { read: nothing });
  current = null;
  zone = null;
  useCsrf('');
}

/** Only below the office's layout, which opens the session first. */
export function session(): Session {
  if (!current) throw new Error('nobody is signed in');
  return current;
}

export function may(permission: string): boolean {
  return current?.permissions.includes(permission) ?? false;
}
