/** Words for roles. */
import { t } from '~/i18n';

const names: Record<string, () => string> = {
  owner: () => t('people.role_owner'),
  manager: () => t('people.role_manager'),
  cashier: () => t('people.role_cashier'),
  stock_keeper: () => t('people.role_stock_keeper'),
  accountant: () => t('people.role_accountant'),
  read_only: () => t('people.role_read_only')
};

export function roleName(role: string): string {
  return names[role]?.() ?? role;
}
