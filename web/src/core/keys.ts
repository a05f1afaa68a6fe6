/**
 * One place that tells a scanner from a person. A scanner types fast and ends with Enter or Tab; every printable
 * key therefore waits a moment before it counts as a person's. The Enter that ends a burst is consumed here, whether
 * its code is known or not, so a scan can never pay, change a quantity or press the button that has the focus.
 */
import type { Clock } from '~/platform/clock';
import { typedMilli } from './quantity';

export interface KeyPress {
  key: string;
  /** Milliseconds on the clock of the router. */
  at: number;
  repeat: boolean;
  /** With Ctrl, Alt or Meta. */
  chord: boolean;
  /** What has the focus: nothing, a text field, or a control that Enter and Space would press. */
  focus: 'none' | 'field' | 'control';
}

export type Command = 'help' | 'search' | 'customer' | 'discount' | 'return' | 'pay' | 'exact' | 'escape';

/** What a screen does with keys. What it leaves out does nothing. */
export interface KeyHandlers {
  /** A scanner read this; `inField` when its characters also went into a text field. */
  scanned?(code: string, inField: boolean): void;
  /** A person typed this and pressed Enter. */
  resolve?(text: string): void;
  /** A person pressed Enter with nothing typed, and nothing has changed for a moment. */
  pay?(): void;
  step?(by: 1 | -1): void;
  remove?(): void;
  move?(by: 1 | -1): void;
  letters?(text: string): void;
  /** Takes digits and decimal marks one by one instead of the buffer, and Backspace and Enter with them. */
  digit?(key: string): void;
  erase?(): void;
  enter?(): void;
  /** True when the command was meant for this screen. */
  command?(command: Command): boolean;
}

export interface Typed {
  buffer: string;
  /** The quantity for the next article, in thousandths, or null. */
  quantity_milli: number | null;
}

const SLOWEST_SCANNER_MS = 35;
const SHORTEST_CODE = 4;
/** A pause longer than this ends a burst; it is also how long a person's key waits before it shows. */
const GAP_MS = 90;
/** After a change of the ticket or a scan, Enter pays nothing for this long. */
const CALM_MS = 400;
const LONGEST_BUFFER = 24;

const COMMANDS: Record<string, Command> = {
  F1: 'help',
  F2: 'search',
  F3: 'customer',
  F4: 'discount',
  F8: 'return',
  F9: 'pay',
  F10: 'exact',
  Escape: 'escape'
};

export class KeyRouter {
  #queue: KeyPress[] = [];
  #cancelFlush: () => void = () => undefined;
  #handlers: KeyHandlers[] = [];
  #lastBurst = Number.NEGATIVE_INFINITY;
  #lastChange = Number.NEGATIVE_INFINITY;
  #lastCharacter = Number.NEGATIVE_INFINITY;
  #typed: Typed = { buffer: '', quantity_milli: null };

  constructor(
    private readonly clock: Clock,
    /** Is told what a person has typed so far. */
    private readonly show: (typed: Typed) => void = () => undefined
  ) {}

  /** Gives the keys to a screen; the answer gives them back to the one before. */
  use(handlers: KeyHandlers): () => void {
    this.#handlers.push(handlers);
    this.clear();
    return () => {
      this.#handlers = this.#handlers.filter((each) => each !== handlers);
      this.clear();
    };
  }

  /** The ticket changed: Enter must not pay for a moment. */
  touched(): void {
    this.#lastChange = this.#now();
  }

  /** Forgets what was typed, as a change of the selection demands. */
  clear(): void {
    this.#drop();
    this.#type({ buffer: '', quantity_milli: null });
  }

  /** The quantity typed for the next article; taking it forgets it. */
  takeQuantity(): number {
    const quantity = this.#typed.quantity_milli ?? 1000;
    this.#type({ buffer: '', quantity_milli: null });
    return quantity;
  }

  /** True when the key was ours and must do nothing else. */
  press(press: KeyPress): boolean {
    if (press.chord) return false;
    if (press.key === 'Enter' || press.key === 'Tab') return this.#end(press);
    if ([...press.key].length === 1) return this.#character(press);
    return this.#named(press);
  }

  #character(press: KeyPress): boolean {
    const last = this.#queue.at(-1);
    if (last && press.at - last.at > GAP_MS) this.#flush();
    if (press.focus === 'control' && press.key === ' ' && this.#queue.length === 0) return false;
    if (press.repeat && this.#queue.length === 0 && press.focus === 'field') return false;
    this.#queue.push(press);
    this.#lastCharacter = press.at;
    this.#cancelFlush();
    this.#cancelFlush = this.clock.after(GAP_MS, () => this.#flush());
    return press.focus !== 'field';
  }

  #end(press: KeyPress): boolean {
    const code = this.#burst(press.at);
    if (code !== null) {
      const inField = this.#queue[0]?.focus === 'field';
      this.#drop();
      this.#lastBurst = press.at;
      this.#top()?.scanned?.(code, inField);
      return true;
    }
    this.#flush();
    // Some scanners end with two keys; the second belongs to the burst as well.
    if (press.at - this.#lastBurst < CALM_MS) return true;
    if (press.key === 'Tab' || press.focus !== 'none') return false;
    if (!press.repeat) this.#enter(press.at);
    return true;
  }

  #enter(at: number): void {
    const { buffer } = this.#typed;
    const handlers = this.#top();
    if (handlers?.enter) handlers.enter();
    else if (buffer !== '') {
      this.#type({ ...this.#typed, buffer: '' });
      handlers?.resolve?.(buffer);
    } else if (at - Math.max(this.#lastChange, this.#lastCharacter) >= CALM_MS) handlers?.pay?.();
  }

  #burst(endedAt: number): string | null {
    const [first] = this.#queue;
    const last = this.#queue.at(-1);
    const count = this.#queue.length;
    if (!first || !last || count < SHORTEST_CODE || endedAt - last.at > GAP_MS) return null;
    // Into a field people type fast and press Enter; elsewhere four keys without a pause come from a machine,
    // and taking a slow scanner for a person could pay.
    const slowest = first.focus === 'field' ? SLOWEST_SCANNER_MS : GAP_MS;
    const average = (last.at - first.at) / (count - 1);
    return average <= slowest ? this.#queue.map(({ key }) => key).join('') : null;
  }

  #named(press: KeyPress): boolean {
    const handlers = this.#top();
    const command = COMMANDS[press.key];
    if (command) {
      this.#flush();
      if (command === 'escape' && press.focus !== 'field' && this.#hasTyped()) {
        this.clear();
        return true;
      }
      return handlers?.command?.(command) ?? false;
    }
    if (press.focus === 'field') return false;
    if (press.key === 'Backspace') {
      this.#flush();
      if (handlers?.erase) handlers.erase();
      else this.#type({ ...this.#typed, buffer: this.#typed.buffer.slice(0, -1) });
    } else if (press.key === 'Delete' && handlers?.remove) handlers.remove();
    else if (press.key === 'ArrowUp' && handlers?.move) handlers.move(-1);
    else if (press.key === 'ArrowDown' && handlers?.move) handlers.move(1);
    else return false;
    return true;
  }

  /** No burst came of it: the waiting keys were a person's. */
  #flush(): void {
    const keys = this.#queue.filter(({ focus }) => focus !== 'field').map(({ key }) => key);
    this.#drop();
    if (keys.length === 0) return;
    if (keys.some((key) => /\p{Letter}/u.test(key) && key !== 'x')) this.#top()?.letters?.(keys.join(''));
    else for (const key of keys) this.#human(key);
  }

  #human(key: string): void {
    const handlers = this.#top();
    if (/[0-9.,]/.test(key) && handlers?.digit) handlers.digit(key);
    else if (/[0-9.,]/.test(key)) this.#type({ ...this.#typed, buffer: (this.#typed.buffer + key).slice(0, LONGEST_BUFFER) });
    else if (key === '*' || key === '×' || key === 'x') this.#toQuantity();
    else if (key === '+') handlers?.step?.(1);
    else if (key === '-') handlers?.step?.(-1);
    else if (key === '/') handlers?.command?.('search');
    else if (key === '?') handlers?.command?.('help');
  }

  #toQuantity(): void {
    const quantity = typedMilli(this.#typed.buffer);
    this.#type({ buffer: '', quantity_milli: quantity === null || quantity === 0 ? this.#typed.quantity_milli : quantity });
  }

  #hasTyped(): boolean {
    return this.#typed.buffer !== '' || this.#typed.quantity_milli !== null;
  }

  #type(typed: Typed): void {
    const same = typed.buffer === this.#typed.buffer && typed.quantity_milli === this.#typed.quantity_milli;
    this.#typed = typed;
    if (!same) this.show(typed);
  }

  #drop(): void {
    this.#cancelFlush();
    this.#queue = [];
  }

  #top(): KeyHandlers | undefined {
    return this.#handlers.at(-1);
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}
