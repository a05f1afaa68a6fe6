/** Who is signed in to the office on this page, and what he may do. */
import { get, useCsrf, write } from './client';
import { nothing, session as read, type Session } from './office';

let current: Session | null = null;

/** Asks the server who is signed in; throws a Problem that isSignedOut when nobody is. */
export async function openSession(): Promise<Session> {
  if (current) return current;
  const found = await get('/session', read);
  useCsrf(found.csrf);
  current = found;
  return found;
}

export async function signIn(email: string, password: string): Promise<void> {
  await write('POST', '/session', { read: nothing, body: { email, password } });
}

export async function signOut(): Promise<void> {
  await write('DELETE', '/session', { read: nothing });
  current = null;
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
