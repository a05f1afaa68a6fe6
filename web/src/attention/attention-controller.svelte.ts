/** What was booked or kept all the same and a person must look at. */
import { Paged } from '~/ui/paged.svelte';
import { get, write } from '~/wire/client';
import { attention, nothing, page, type Attention } from '~/wire/office';

export class AttentionController {
  state = $state<'open' | 'settled'>('open');
  readonly list = new Paged<Attention>((cursor) => get('/attention', page(attention), { state: this.state, cursor }));

  async settle(id: string, note: string): Promise<void> {
    await write('POST', `/attention/${id}/settle`, { read: nothing, body: { note } });
    await this.list.load();
  }
}
