/** Names of places, registers and people, for ids that stand in documents. */
import { get } from '~/wire/client';
import { location, page, person, register, type Location } from '~/wire/office';
import { may } from '~/wire/session';

export class Names {
  locations = $state.raw<Location[]>([]);
  #known = $state.raw(new Map<string, string>());

  /** Without them lists show fewer words; the lists say themselves when the server is away. */
  async load(): Promise<void> {
    const none = { data: [] };
    const [locations, registers, people] = await Promise.all([
      get('/locations', page(location)).catch(() => none),
      get('/registers', page(register)).catch(() => none),
      may('identity.read_people') ? get('/people', page(person)).catch(() => none) : none
    ]);
    this.locations = locations.data;
    this.#known = new Map([...locations.data, ...registers.data, ...people.data].map(({ id, name }) => [id, name]));
  }

  zoneOf(place: string): string | undefined {
    return this.locations.find((each) => each.id === place)?.time_zone;
  }

  of(id: string): string {
    return this.#known.get(id) ?? '';
  }
}
