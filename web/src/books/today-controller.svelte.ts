/** How today is going. */
import { get } from '~/wire/client';
import { today as readToday, type Today } from '~/wire/office';
import { asProblem, type Problem } from '~/wire/problem';
import { Names } from './names.svelte';

export class TodayController {
  today = $state.raw<Today | null>(null);
  readonly names = new Names();
  failure = $state.raw<Problem | null>(null);

  async load(): Promise<void> {
    this.failure = null;
    try {
      [this.today] = await Promise.all([get('/today', readToday), this.names.load()]);
    } catch (error) {
      this.failure = asProblem(error);
    }
  }
}
