/** Keys by which programs come in. */
import { get, write } from '~/wire/client';
import { apiKey, madeKey, nothing, page, type ApiKey } from '~/wire/office';

export class KeysController {
  keys = $state.raw<ApiKey[]>([]);
  started = $state(false);
  failure = $state.raw<unknown>(null);

  async load(): Promise<void> {
    this.failure = null;
    try {
      this.keys = (await get('/api-keys', page(apiKey))).data;
      this.started = true;
    } catch (error) {
      this.failure = error;
    }
  }

  /** Gives the key itself, this once. */
  async make(name: string, scopes: string[]): Promise<string> {
    const made = await write('POST', '/api-keys', { read: madeKey, body: { name, scopes } });
    await this.load();
    return made.key;
  }

  async revoke(id: string): Promise<void> {
    await write('DELETE', `/api-keys/${id}`, { read: nothing });
    await this.load();
  }
}
