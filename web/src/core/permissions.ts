/** What a person may do at the till; the server checks again what arrives and tells a manager. */
import type { Staff } from '~/wire/till';

export type Permission = 'sales.sell' | 'sales.return' | 'sales.discount' | 'sales.manage' | 'payments.shift' | 'payments.drawer';

export function may(person: Staff | null, permission: Permission): boolean {
  return person !== null && !person.archived && person.permissions.includes(permission);
}

/** Those who can approve what others may not: they have a PIN and the permission. */
export function approvers(staff: Iterable<Staff>, permission: Permission): Staff[] {
  return [...staff].filter((each) => each.pin !== null && may(each, permission));
}

/** Those who can stand at the till, by name. */
export function crew(staff: Iterable<Staff>): Staff[] {
  return [...staff].filter((each) => may(each, 'sales.sell')).sort((a, b) => a.name.localeCompare(b.name));
}
