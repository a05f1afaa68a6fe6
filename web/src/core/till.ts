/** The till as a whole: who it is, who stands at it, its shift, and every document it finishes. */
import type { Engine } from '~/engine/engine';
import type { Clock } from '~/platform/clock';
import type { Network } from '~/platform/network';
import type { Storage } from '~/platform/storage';
import type { CashMovementBody, ReturnBody, SaleBody, ShiftCloseBody, ShiftOpenBody, TillDocument } from '~/wire/documents';
import { enrolment as enrolmentReader, type Enrolment, type Staff } from '~/wire/till';
import { businessDate } from './businessday';
import { wellFormed } from './canonical';
import type { Catalogue } from './catalogue';
import { EMPTY, type Cart } from './cart';
import { Journal } from './journal';
import { MasterData } from './masterdata';
import type { Currency } from './money';
import { PinDesk } from './pin';
import { PrintDesk } from './printing';
import { ReceiptDesk } from './returns';
import { drawerSummary, type DrawerSummary, type Shift } from './shift';
import { Sync } from './sync';
import { Watched, type Readable } from './watched';

export interface TillParts {
  storage: Storage;
  network: Network;
  clock: Clock;
  engine: Engine;
  version: string;
  persisted: () => boolean;
}

/** The server did not take the code; `code` says why. */
export class EnrolmentRefused extends Error {
  override name = 'EnrolmentRefused';
  constructor(readonly code: string) {
    super(code);
  }
}

/** Something would be lost: documents wait that only this device has. */
export class UnsentDocuments extends Error {
  override name = 'UnsentDocuments';
}

type Without<Body, Key extends PropertyKey> = Omit<Body, Key | 'kind'>;

export class Till {
  readonly journal: Journal;
  readonly masterData: MasterData;
  readonly sync: Sync;
  readonly pins: PinDesk;
  readonly printing: PrintDesk;
  readonly receipts: ReceiptDesk;
  readonly #enrolment = new Watched<Enrolment | null>(null);
  readonly #user = new Watched<string | null>(null);
  readonly #shift = new Watched<Shift | null>(null);
  #cart: Cart = EMPTY;

  constructor(readonly parts: TillParts) {
    const { storage, network, clock, version, persisted } = parts;
    const token = (): string => this.#enrolment.value?.token ?? '';
    this.journal = new Journal(storage, clock);
    this.masterData = new MasterData(storage);
    this.pins = new PinDesk(storage);
    this.receipts = new ReceiptDesk(this.journal, network, token);
    const vitals = (): { persisted: boolean; version: string } => ({ persisted: persisted(), version });
    this.sync = new Sync({ journal: this.journal, receiver: this.masterData, network, clock, token, vitals });
    const offline = (): boolean => this.sync.status.value.reach === 'offline' || this.sync.status.value.revoked;
    this.printing = new PrintDesk({ storage, journal: this.journal, network, clock, token, offline });
  }

  get enrolment(): Readable<Enrolment | null> {
    return this.#enrolment;
  }

  /** The id of the person signed in. */
  get user(): Readable<string | null> {
    return this.#user;
  }

  get shift(): Readable<Shift | null> {
    return this.#shift;
  }

  get engine(): Engine {
    return this.parts.engine;
  }

  get currency(): Currency {
    const business = this.#enrolment.value?.business;
    return { code: business?.currency ?? 'EUR', minorDigits: business?.minor_digits ?? 2 };
  }

  /** The cart that was open when the page was left. */
  get keptCart(): Cart {
    return this.#cart;
  }

  /** Reads what this device knows; nothing here waits for the network. */
  async open(): Promise<this> {
    const [enrolment, user, shift, cart] = await Promise.all([
      this.#fact<Enrolment>('enrolment'),
      this.#fact<string>('user'),
      this.#fact<Shift>('shift'),
      this.#fact<Cart>('cart'),
      this.journal.open(),
      this.masterData.open(),
      this.printing.open()
    ]);
    this.#enrolment.set(enrolment);
    this.#user.set(user);
    this.#shift.set(shift);
    this.#cart = cart ?? EMPTY;
    this.masterData.editions.subscribe(({ catalogue }) => void this.#refresh(catalogue));
    return this;
  }

  /** Makes this device a register. What waits is kept and sent under the new token. Throws EnrolmentRefused, Unreachable. */
  async enrol(code: string, name: string): Promise<void> {
    const { status, body } = await this.parts.network.ask('/api/v1/devices/enrol', { method: 'POST', body: { code, name } });
    if (status !== 200 && status !== 201) throw new EnrolmentRefused(problemCode(body) ?? `http.${status}`);
    const enrolment = enrolmentReader(body, '');
    await this.masterData.forget();
    await this.#keep({ enrolment, user: null, shift: null, cart: EMPTY });
    this.#enrolment.set(enrolment);
    this.#user.set(null);
    this.#shift.set(null);
  }

  /** Gives the register back. What was never sent would be lost with it, so that is refused. */
  async leave(): Promise<void> {
    if (this.journal.waiting.value.unsent > 0) throw new UnsentDocuments();
    await this.#keep({ enrolment: null, user: null, shift: null, cart: EMPTY });
    this.#enrolment.set(null);
    this.#user.set(null);
    this.#shift.set(null);
  }

  async signIn(user: string): Promise<void> {
    await this.#keep({ user });
    this.#user.set(user);
  }

  /** Another person may take over; the shift and the ticket stay. */
  async signOut(): Promise<void> {
    await this.#keep({ user: null });
    this.#user.set(null);
  }

  person(): Staff | null {
    return this.masterData.editions.value.catalogue.staff.get(this.#user.value ?? '') ?? null;
  }

  /** Remembers the open cart, so that a reload or a crash loses no line. */
  async keepCart(cart: Cart): Promise<void> {
    this.#cart = cart;
    await this.#keep({ cart });
  }

  async sell(body: Without<SaleBody, 'customer'>): Promise<TillDocument> {
    this.#cart = EMPTY;
    return this.#finish({ ...body, kind: 'sale', customer: null, note: wellFormed(body.note) }, { cart: EMPTY });
  }

  async takeBack(body: Without<ReturnBody, 'customer' | 'change'>, keep: Record<string, unknown> = {}): Promise<TillDocument> {
    return this.#finish({ ...body, kind: 'return', customer: null, change: 0, note: wellFormed(body.note) }, keep);
  }

  async openShift(body: Without<ShiftOpenBody, never>): Promise<TillDocument> {
    const writer = this.#writer();
    const now = this.parts.clock.now();
    const business_date = businessDate(now, this.#known().location);
    const by = this.#user.value ?? '';
    const shiftOf = (made: TillDocument): Shift => ({ id: made.id, opened_at: made.made_at, business_date, by });
    const draft = { body: { ...body, kind: 'shift_open' as const }, business_date, shift: null, by };
    const document = await this.journal.finish(writer, draft, (made) => ({ shift: shiftOf(made) }));
    this.#shift.set(shiftOf(document));
    this.sync.nudge();
    return document;
  }

  async closeShift(body: Without<ShiftCloseBody, never>): Promise<TillDocument> {
    const document = await this.#finish({ ...body, kind: 'shift_close', note: wellFormed(body.note) }, { shift: null });
    this.#shift.set(null);
    return document;
  }

  async moveCash(body: Without<CashMovementBody, never>): Promise<TillDocument> {
    return this.#finish({ ...body, kind: 'cash_movement', reason: wellFormed(body.reason) }, {});
  }

  /** What the drawer should hold, from the documents of the shift. */
  async drawer(): Promise<DrawerSummary> {
    const shift = this.#shift.value;
    return drawerSummary(shift ? await this.journal.ofShift(shift.id) : []);
  }

  /** The shop changed its name, address or rounding: what was learnt at enrolment follows. */
  async #refresh({ business, locations, registers }: Catalogue): Promise<void> {
    const known = this.#enrolment.value;
    if (!known) return;
    const register = { ...known.register, name: registers.get(known.register.id)?.name ?? known.register.name };
    const fresh = { ...known, register, location: locations.get(known.location.id) ?? known.location, business: business ?? known.business };
    if (JSON.stringify(fresh) === JSON.stringify(known)) return;
    this.#enrolment.set(fresh);
    await this.#keep({ enrolment: fresh });
  }

  async #finish(body: TillBody, keep: Record<string, unknown>): Promise<TillDocument> {
    const shift = this.#shift.value;
    const business_date = shift?.business_date ?? businessDate(this.parts.clock.now(), this.#known().location);
    const draft = { body, business_date, shift: shift?.id ?? null, by: this.#user.value ?? '' };
    const document = await this.journal.finish(this.#writer(), draft, () => keep);
    this.sync.nudge();
    return document;
  }

  #known(): Enrolment {
    const enrolment = this.#enrolment.value;
    if (!enrolment) throw new Error('this device is no register');
    return enrolment;
  }

  #writer(): { register: string; code: string; epoch: number } {
    const { id, code, epoch } = this.#known().register;
    return { register: id, code, epoch };
  }

  async #fact<T>(key: string): Promise<T | null> {
    return ((await this.parts.storage.get('facts', key)) as T | undefined) ?? null;
  }

  async #keep(facts: Record<string, unknown>): Promise<void> {
    const transaction = this.parts.storage.transaction('facts', 'readwrite', { durability: 'strict' });
    await Promise.all([...Object.entries(facts).map(([key, value]) => transaction.store.put(value, key)), transaction.done]);
  }
}

type TillBody = SaleBody | ReturnBody | ShiftCloseBody | CashMovementBody;

function problemCode(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  return typeof body.code === 'string' ? body.code : null;
}
