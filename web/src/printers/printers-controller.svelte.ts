/** The network printers, and the visible queue of what they were asked to print. */
import { get, write } from '~/wire/client';
import { location, page, type Location } from '~/wire/office';
import { printer, printers, printJob, printJobs, type Printer, type PrintJob } from '~/wire/printing';

export interface PrinterDraft {
  location: string;
  name: string;
  host: string;
  port: number;
  /** Characters a line: 32 on 58 mm paper, 42 or 48 on 80 mm. */
  columns: number;
  kicks_drawer: boolean;
  /** The printer that takes over. */
  fallback: string | null;
}

const PART = 25;
const MOST = 200;

export class PrintersController {
  printers = $state.raw<Printer[]>([]);
  locations = $state.raw<Location[]>([]);
  jobs = $state.raw<PrintJob[]>([]);
  started = $state(false);
  failure = $state.raw<unknown>(null);
  /** The queue could not be asked for; what is shown is older. */
  stale = $state(false);
  more = $state(false);
  #wanted = PART;
  #question = 0;

  async load(): Promise<void> {
    this.failure = null;
    try {
      const [found, locations] = await Promise.all([get('/printers', printers), get('/locations', page(location)), this.refresh()]);
      this.printers = found.data;
      this.locations = locations.data;
      this.started = true;
    } catch (error) {
      this.failure = error;
    }
  }

  /** Asks for the queue again; an answer that a later question has overtaken is dropped. */
  async refresh(): Promise<void> {
    const question = ++this.#question;
    try {
      const found = await get('/print-jobs', printJobs, { limit: this.#wanted });
      if (question !== this.#question) return;
      this.jobs = found.data;
      this.more = found.has_more && this.#wanted < MOST;
      this.stale = false;
    } catch (error) {
      if (question !== this.#question) return;
      console.error(error);
      this.stale = true;
    }
  }

  async showMore(): Promise<void> {
    this.#wanted = Math.min(MOST, this.#wanted * 2);
    await this.refresh();
  }

  async add(draft: PrinterDraft): Promise<void> {
    await write('POST', '/printers', { read: printer, body: draft });
    await this.load();
  }

  async change(before: Printer, { location: _fixed, ...draft }: PrinterDraft): Promise<void> {
    await this.#patch(before, draft);
  }

  /** A retired printer is offered to nobody; what waits for it stays visible. */
  async retire(before: Printer): Promise<void> {
    await this.#patch(before, { archived: true });
  }

  /** Takes `retire` back. */
  async bringBack(before: Printer): Promise<void> {
    await this.#patch({ ...before, version: before.version + 1 }, { archived: false });
  }

  async test(id: string): Promise<void> {
    await write('POST', `/printers/${id}/test`, { read: printJob });
    await this.refresh();
  }

  async retry(id: string): Promise<void> {
    await write('POST', `/print-jobs/${id}/retry`, { read: printJob });
    await this.refresh();
  }

  async #patch(before: Printer, body: Record<string, unknown>): Promise<void> {
    await write('PATCH', `/printers/${before.id}`, { read: printer, body, etag: `"${before.version}"` });
    await this.load();
  }
}
