/** The selling desk: what scans, taps and keys do to the ticket, and how a ticket becomes a document. */
import { t } from '~/i18n';
import type { Catalogue, Sellable } from '~/core/catalogue';
import type { Cart } from '~/core/cart';
import { ownCode } from '~/core/codes';
import { KeyRouter, type Command, type Typed } from '~/core/keys';
import { may, type Permission } from '~/core/permissions';
import type { Receipt } from '~/core/returns';
import type { Till } from '~/core/till';
import { systemClock } from '~/platform/clock';
import { speakerTones } from '~/platform/audio';
import { withdraw } from '~/platform/keyboard';
import { Browse } from '~/sale/browse.svelte';
import { Ticket } from '~/sale/ticket.svelte';
import { say } from '~/ui/toasts.svelte';
import type { Priced, TradeDocument, WireCart, WireTender } from '~/wire/documents';
import type { Item, Tender } from '~/wire/till';

export type Sheet =
  | { kind: 'pay' | 'recent' | 'cash' | 'close' | 'status' | 'help' | 'person' | 'printer' }
  | { kind: 'variants'; title: string; choices: readonly Sellable[]; named: boolean }
  | { kind: 'quantity'; line: string }
  | { kind: 'price'; sellable: Sellable }
  | { kind: 'discount'; line: string | null }
  | { kind: 'receipt'; document: TradeDocument; copy?: boolean }
  | { kind: 'return'; receipt: Receipt }
  | { kind: 'approve'; permission: Permission; what: string; then: () => void };

export interface Paper {
  readonly document: TradeDocument;
  readonly copy: boolean;
}

const CASH: Tender = { code: 'cash', name: 'Cash', kind: 'cash', opens_drawer: true, needs_reference: false, position: 0 };
/** Names that every new shop starts with; a name the shop chose itself is left as it is. */
const STANDARD_NAMES: Record<string, string> = { cash: 'Cash', card: 'Card', other: 'Other' };
const ONLY_SHOWS = new Set<Sheet['kind']>(['recent', 'status', 'help', 'person', 'variants', 'receipt']);
const KEEP_AFTER_MS = 60;
const RECEIPT_NUMBER = /^[^\s-]+-\d+-S\d{6,}$/i;

export class Desk {
  readonly ticket: Ticket;
  readonly browse = new Browse();
  readonly keys: KeyRouter;
  sheet = $state.raw<Sheet | null>(null);
  typed = $state.raw<Typed>({ buffer: '', quantity_milli: null });
  busy = $state(false);
  /** What this device's print dialogue is being opened for. */
  paper = $state.raw<Paper | null>(null);
  /** Set by the catalogue pane. */
  focusSearch: (text?: string) => void = () => undefined;
  #forgetKeeping: () => void = () => undefined;
  /** A quantity typed before a choice had to be made. */
  #quantity = 1000;

  constructor(readonly till: Till) {
    this.keys = new KeyRouter(systemClock, (typed) => (this.typed = typed));
    this.ticket = new Ticket({
      engine: till.engine,
      catalogue: () => this.catalogue,
      terms: () => ({ currency: till.currency.code, rounding: till.enrolment.value?.business.rounding ?? 'line' }),
      changed: (cart) => {
        this.keys.touched();
        this.#keepSoon(cart);
      }
    });
    if (till.keptCart.lines.length > 0) this.ticket.resume(till.keptCart);
  }

  get catalogue(): Catalogue {
    return this.till.masterData.editions.value.catalogue;
  }

  get tenders(): Tender[] {
    const known = [...this.catalogue.tenders.values()].sort((a, b) => a.position - b.position).map(inOurLanguage);
    return known.some(({ kind }) => kind === 'cash') ? known : [inOurLanguage(CASH), ...known];
  }

  get cardTender(): Tender | null {
    return this.tenders.find(({ kind }) => kind === 'card') ?? null;
  }

  close(): void {
    this.sheet = null;
  }

  /** Does it now, or after somebody who may has approved. */
  guard(permission: Permission, what: string, then: () => void): void {
    if (may(this.till.person(), permission)) then();
    else this.sheet = { kind: 'approve', permission, what, then };
  }

  scanned(code: string, inField = false): void {
    if (inField) withdraw(code);
    const own = ownCode(code);
    if (own?.kind === 'o') return void this.openReturn(own.id);
    const found = this.catalogue.byCode(code);
    const [only] = found;
    if (only && found.length === 1) this.add(only);
    else if (found.length > 1) this.#choose(t('sale.which', { code }), found, true);
    else if (RECEIPT_NUMBER.test(code)) void this.openReturn(code.toUpperCase());
    else {
      this.ticket.addGhost(code);
      speakerTones.bad();
    }
  }

  /** Typed into the search and entered: an exact code wins over the first hit. */
  take(text: string, first: Item | null): void {
    if (first && this.catalogue.byCode(text).length === 0 && !RECEIPT_NUMBER.test(text)) this.pick(first);
    else this.scanned(text);
  }

  /** A scan while a sheet is open: one that only shows something makes room, one that is being filled in stays. */
  scannedOver(kind: Sheet['kind'], code: string, inField: boolean): void {
    if (!ONLY_SHOWS.has(kind)) {
      if (inField) withdraw(code);
      speakerTones.bad();
      return void say(t('sale.finish_here', { code }), { tone: 'info' });
    }
    this.close();
    this.scanned(code, inField);
  }

  pick(item: Item): void {
    const choices = item.variants
      .filter(({ archived }) => !archived)
      .sort((a, b) => a.position - b.position)
      .map((variant) => ({ item, variant }));
    const [only] = choices;
    if (only && choices.length === 1) this.add(only);
    else this.#choose(item.name, choices, false);
  }

  /** Adds with the quantity typed before; an open price is asked for first. */
  add(sellable: Sellable, quantity = this.keys.takeQuantity(), price = sellable.variant.price): void {
    this.close();
    if (price === null) {
      this.#quantity = quantity;
      this.sheet = { kind: 'price', sellable };
    } else if (this.ticket.add(sellable, quantity, price)) speakerTones.good();
    else {
      speakerTones.bad();
      say(t('sale.not_possible'), { tone: 'bad' });
    }
  }

  addAtPrice(sellable: Sellable, price: number): void {
    this.add(sellable, this.#quantity, price);
  }

  addChosen(sellable: Sellable): void {
    this.add(sellable, this.#quantity);
  }

  remove(line: string): void {
    const name = this.ticket.cart.lines.find(({ id }) => id === line)?.name ?? '';
    const undo = this.ticket.remove(line);
    if (undo) say(t('sale.removed', { name }), { undo });
  }

  clear(): void {
    if (this.ticket.isEmpty && this.ticket.ghosts.length === 0) return;
    const undo = this.ticket.clear();
    say(t('sale.cleared'), { undo });
  }

  openPay(): void {
    if (!this.ticket.isEmpty && !this.ticket.returning) this.sheet = { kind: 'pay' };
  }

  cash(given: number): void {
    void this.finish([{ tender: 'cash', amount: given }], given - this.ticket.total);
  }

  card(): void {
    const tender = this.cardTender;
    if (tender?.needs_reference && !this.ticket.returning) this.openPay();
    else if (tender) void this.finish([{ tender: tender.code, amount: this.ticket.total }], 0);
  }

  /** Writes the document; the ticket is empty only when it is stored. */
  async finish(tenders: readonly WireTender[], change: number): Promise<void> {
    if (this.busy || this.ticket.isEmpty || !this.ticket.priced) return;
    const { priced, returning } = this.ticket;
    const cart = this.ticket.wire();
    const paid = tenders.filter(({ amount }) => amount !== 0);
    await this.#store(() =>
      returning
        ? this.till.takeBack({ of: null, cart: withReasons(cart), priced, tenders: paid, note: '' }, { cart: { lines: [], discounts: [], made: 0 } })
        : this.till.sell({ cart, priced, tenders: paid, change, note: '' })
    );
  }

  async refund(cart: WireCart, priced: Priced, tenders: WireTender[], of: string): Promise<void> {
    await this.#store(() => this.till.takeBack({ of, cart, priced, tenders, note: '' }));
  }

  async openReturn(idOrNumber: string): Promise<void> {
    const receipt = await this.till.receipts.find(idOrNumber);
    if (receipt) this.guard('sales.return', t('returns.title'), () => (this.sheet = { kind: 'return', receipt }));
    else {
      speakerTones.bad();
      say(t('returns.not_found'), { tone: 'bad' });
    }
  }

  /** Articles without a receipt come back: only on an empty ticket, so that nothing sold turns into a return. */
  toggleReturning(): void {
    if (!this.ticket.isEmpty) say(t('returns.finish_first'), { tone: 'info' });
    else if (this.ticket.returning) this.ticket.returning = false;
    else this.guard('sales.manage', t('returns.without_receipt'), () => (this.close(), (this.ticket.returning = true)));
  }

  /** On the printer chosen; while that cannot be asked for, by this device's dialogue with a word about it. */
  print(document: TradeDocument, copy = false): void {
    const { printing } = this.till;
    const way = printing.print(document, copy);
    if (way === 'printer') return void say(t('printing.sent', { printer: printing.choice.value.printer?.name ?? '' }));
    if (way === 'offline') say(t('printing.offline'), { tone: 'info' });
    this.paper = { document, copy };
  }

  /** By this device's dialogue, whatever was chosen. */
  printHere(document: TradeDocument, copy: boolean): void {
    this.till.printing.settle(document.id);
    this.paper = { document, copy };
  }

  command(command: Command): boolean {
    const { ticket } = this;
    if (command === 'search') this.focusSearch();
    else if (command === 'help') this.sheet = { kind: 'help' };
    else if (command === 'discount') this.openDiscount(ticket.selected);
    else if (command === 'return') this.toggleReturning();
    else if (command === 'pay') this.openPay();
    else if (command === 'exact') this.cash(ticket.total);
    else if (command === 'escape' && ticket.isEmpty && ticket.returning) ticket.returning = false;
    else return command === 'customer';
    return true;
  }

  openDiscount(line: string | null): void {
    if (this.ticket.isEmpty) return;
    this.guard('sales.discount', t('sale.discount'), () => (this.sheet = { kind: 'discount', line }));
  }

  /** After the line is painted: storing must not stand between a scan and its line. */
  #keepSoon(cart: Cart): void {
    this.#forgetKeeping();
    this.#forgetKeeping = systemClock.after(KEEP_AFTER_MS, () => void this.till.keepCart(cart));
  }

  #choose(title: string, choices: readonly Sellable[], named: boolean): void {
    this.#quantity = this.keys.takeQuantity();
    this.sheet = { kind: 'variants', title, choices, named };
  }

  async #store(write: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    // The document empties the kept cart in its own transaction; an older one must not come after it.
    this.#forgetKeeping();
    let document: TradeDocument | null = null;
    try {
      document = (await write()) as TradeDocument;
      this.close();
      this.ticket.settle(document);
    } catch (failure) {
      console.error(failure);
      speakerTones.bad();
      say(t('sale.not_stored'), { tone: 'bad', milliseconds: 30_000 });
    } finally {
      this.busy = false;
    }
    if (document && this.till.printing.finished(document)) this.paper = { document, copy: false };
  }
}

function inOurLanguage(tender: Tender): Tender {
  return STANDARD_NAMES[tender.code] === tender.name ? { ...tender, name: t(`sale.tender_${tender.code}`) } : tender;
}

function withReasons(cart: WireCart): WireCart {
  return { ...cart, lines: cart.lines.map((line) => ({ ...line, reason: line.reason ?? t('returns.reason_other'), restock: line.restock ?? true })) };
}
