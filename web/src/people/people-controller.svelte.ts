/** Who works here: roles, places, PINs and ways to sign in. */
import { get, write } from '~/wire/client';
import { location, nothing, page, person, signInLink, type Location, type Person } from '~/wire/office';

export const roles = ['owner', 'manager', 'cashier', 'stock_keeper', 'accountant', 'read_only'] as const;

export interface PersonDraft {
  name: string;
  role: string;
  /** Null: everywhere. */
  locations: string[] | null;
  /** Empty: as it is. */
  pin: string;
}

export class PeopleController {
  people = $state.raw<Person[]>([]);
  locations = $state.raw<Location[]>([]);
  started = $state(false);
  archived = $state(false);
  failure = $state.raw<unknown>(null);

  async load(): Promise<void> {
    this.failure = null;
    try {
      const [people, locations] = await Promise.all([
        get('/people', page(person), { archived: this.archived ? 'true' : '' }),
        get('/locations', page(location))
      ]);
      this.people = people.data;
      this.locations = locations.data;
      this.started = true;
    } catch (error) {
      this.failure = error;
    }
  }

  async add(draft: PersonDraft): Promise<void> {
    await write('POST', '/people', { read: person, body: draft });
    await this.load();
  }

  async change(before: Person, { pin, ...rest }: PersonDraft): Promise<void> {
    await this.#patch(before, pin ? { ...rest, pin } : rest);
  }

  async archive(before: Person, archived: boolean): Promise<void> {
    await this.#patch(before, { archived });
  }

  async unlockPin(id: string): Promise<void> {
    await write('POST', `/people/${id}/unlock-pin`, { read: nothing });
    await this.load();
  }

  /** A one-time address by which the person chooses email and password. */
  async linkFor(id: string): Promise<string> {
    return (await write('POST', `/people/${id}/sign-in-link`, { read: signInLink })).url;
  }

  async #patch(before: Person, body: Record<string, unknown>): Promise<void> {
    await write('PATCH', `/people/${before.id}`, { read: person, body, etag: `"${before.version}"` });
    await this.load();
  }
}
