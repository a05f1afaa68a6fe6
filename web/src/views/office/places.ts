/** The places of the office, each with the permission that shows it. */
import { t } from '~/i18n';
import type { IconName } from '~/ui/icons';
import { may } from '~/wire/session';

export interface Place {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  readonly permission: string;
}

export function places(): Place[] {
  const all: Place[] = [
    { href: '/office', icon: 'today', label: t('office.today'), permission: 'sales.read' },
    { href: '/office/sales', icon: 'receipt', label: t('office.sales'), permission: 'sales.read' },
    { href: '/office/items', icon: 'tag', label: t('office.items'), permission: 'catalog.read' },
    { href: '/office/stock', icon: 'box', label: t('office.stock'), permission: 'stock.read' },
    { href: '/office/ledger', icon: 'book', label: t('office.ledger'), permission: 'ledger.read' },
    { href: '/office/attention', icon: 'bell', label: t('office.attention'), permission: 'attention.read' },
    { href: '/office/registers', icon: 'device', label: t('office.registers'), permission: 'org.read' },
    { href: '/office/printers', icon: 'printer', label: t('printers.title'), permission: 'printing.print' },
    { href: '/office/people', icon: 'people', label: t('office.people'), permission: 'identity.read_people' },
    { href: '/office/keys', icon: 'key', label: t('office.keys'), permission: 'identity.manage_keys' }
  ];
  return all.filter((place) => may(place.permission));
}

/** The innermost place that an address lies in. */
export function placeAt(path: string, among: readonly Place[]): Place | undefined {
  return among.findLast((place) => path === place.href || (place.href !== '/office' && path.startsWith(`${place.href}/`)));
}
