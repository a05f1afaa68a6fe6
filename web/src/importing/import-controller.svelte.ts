/** One import from file to undo: the server recognises and checks, a person decides. */
import { get, write } from '~/wire/client';
import { batch as readBatch, batchSummary, page, profiles, type Batch, type BatchSummary } from '~/wire/office';
import { asProblem, type Problem } from '~/wire/problem';

export type Step = 'file' | 'match' | 'check' | 'done';
export const steps: readonly Step[] = ['file', 'match', 'check', 'done'];

export class ImportController {
  step = $state<Step>('file');
  file = $state.raw<File | null>(null);
  batch = $state.raw<Batch | null>(null);
  busy = $state<'upload' | 'apply' | 'undo' | null>(null);
  failure = $state.raw<Problem | null>(null);
  earlier = $state.raw<BatchSummary[]>([]);
  profiles = $state.raw<{ name: string; title: string }[]>([]);

  async loadEarlier(): Promise<void> {
    try {
      const [earlier, known] = await Promise.all([get('/imports', page(batchSummary)), get('/imports/profiles', profiles)]);
      this.earlier = earlier.data;
      this.profiles = known.data;
    } catch (error) {
      this.failure = asProblem(error);
    }
  }

  /** Opens a stored import at the step it has reached. */
  async open(id: string): Promise<void> {
    await this.#working('upload', async () => {
      this.batch = await get(`/imports/${id}`, readBatch);
      this.step = this.batch?.state === 'checked' ? 'check' : 'done';
    });
  }

  /** Sends the file; nothing is changed by that but the dry run that comes back. */
  async upload(file: File, profile = ''): Promise<void> {
    this.file = file;
    await this.#working('upload', async () => {
      const form = new FormData();
      form.set('file', file);
      if (profile) form.set('profile', profile);
      this.batch = await write('POST', '/imports', { read: readBatch, body: form });
      this.step = 'match';
    });
  }

  async apply(): Promise<void> {
    await this.#working('apply', async () => {
      this.batch = await write('POST', `/imports/${this.#id}/apply`, { read: readBatch });
      this.step = 'done';
    });
  }

  async undo(): Promise<void> {
    await this.#working('undo', async () => {
      this.batch = await write('POST', `/imports/${this.#id}/undo`, { read: readBatch });
      this.step = 'done';
    });
  }

  restart(): void {
    this.file = null;
    this.batch = null;
    this.failure = null;
    this.step = 'file';
    void this.loadEarlier();
  }

  titleOf(profile: string): string {
    return this.profiles.find((each) => each.name === profile)?.title ?? profile;
  }

  get #id(): string {
    if (!this.batch) throw new Error('no file was checked');
    return this.batch.id;
  }

  async #working(what: 'upload' | 'apply' | 'undo', work: () => Promise<void>): Promise<void> {
    this.busy = what;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      this.failure = asProblem(error);
    } finally {
      this.busy = null;
    }
  }
}
