/** A list that is fetched page by page; an answer that another question has overtaken is dropped. */
export interface Part<R> {
  readonly data: R[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export class Paged<R> {
  rows = $state.raw<R[]>([]);
  busy = $state(true);
  started = $state(false);
  more = $state(false);
  failure = $state.raw<unknown>(null);
  #cursor: string | null = null;
  #question = 0;

  constructor(private readonly fetchPart: (cursor: string | null) => Promise<Part<R>>) {}

  /** From the first page on. */
  async load(): Promise<void> {
    this.#cursor = null;
    await this.#fetch([]);
  }

  async loadMore(): Promise<void> {
    if (this.more && !this.busy) await this.#fetch(this.rows);
  }

  async #fetch(before: R[]): Promise<void> {
    const question = ++this.#question;
    this.busy = true;
    this.failure = null;
    try {
      const part = await this.fetchPart(this.#cursor);
      if (question !== this.#question) return;
      this.rows = [...before, ...part.data];
      this.#cursor = part.next_cursor;
      this.more = part.has_more;
      this.started = true;
    } catch (error) {
      if (question === this.#question) this.failure = error;
    } finally {
      if (question === this.#question) this.busy = false;
    }
  }
}
