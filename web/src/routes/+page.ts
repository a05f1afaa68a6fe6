import { redirect } from '@sveltejs/kit';

/** The address alone leads to the office, or to the till on a device that is one. */
export const load = (): never => {
  redirect(307, localStorage.getItem('tillbook.home') === 'till' ? '/till' : '/office');
};
