import { redirect } from '@sveltejs/kit';
import { asProblem } from '~/wire/problem';
import { openSession } from '~/wire/session';
import type { LayoutLoad } from './$types';

/** Everything below needs somebody who is signed in. */
export const load: LayoutLoad = async ({ url }) => {
  try {
    await openSession();
    return { failure: null };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.isSignedOut) redirect(307, `/office/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
    return { failure: problem };
  }
};
