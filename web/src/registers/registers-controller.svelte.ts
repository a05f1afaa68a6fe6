/** Locations, their registers, and the devices enrolled as them. */
import { get, write } from '~/wire/client';
import { enrolmentCode, location, nothing, page, register, type EnrolmentCode, type Location, type Register } from '~/wire/office';

export class RegistersController {
  locations = $state.raw<Location[]>([]);
  registers = $state.raw<Register[]>([]);
  started = $state(false);
  failure = $state.raw<unknown>(null);

  async load(): Promise<void> {
    this.failure = null;
    try {
      const [locations, registers] = await Promise.all([get('/locations', page(location)), get('/registers', page(register))]);
      this.locations = locations.data;
      this.registers = registers.data;
      this.started = true;
    } catch (error) {
      this.failure = error;
    }
  }

  at(place: string): Register[] {
    return this.registers.filter((each) => each.location === place);
  }

  async addLocation(given: { code: string; name: string; address: string; time_zone: string }): Promise<void> {
    await write('POST', '/locations', { read: nothing, body: given });
    await this.load();
  }

  async addRegister(given: { code: string; name: string; location: string }): Promise<void> {
    await write('POST', '/registers', { read: nothing, body: given });
    await this.load();
  }

  /** A code that enrols one device as this register, once and soon. */
  async codeFor(id: string): Promise<EnrolmentCode> {
    return write('POST', `/registers/${id}/enrolment-code`, { read: enrolmentCode });
  }

  async revoke(id: string): Promise<void> {
    await write('DELETE', `/registers/${id}/device`, { read: nothing });
    await this.load();
  }
}
