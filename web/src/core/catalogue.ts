/** What can be sold, in memory: maps by id and by code. Built once from the snapshot, then kept up to date. */
import {
  business,
  category,
  item,
  location,
  register,
  staff,
  stock,
  tax,
  tender,
  type Business,
  type Category,
  type Change,
  type Item,
  type Location,
  type Register,
  type Staff,
  type Tax,
  type Tender,
  type Variant
} from '~/wire/till';

/** A variant together with its item: what a scan finds and a tile shows. */
export interface Sellable {
  item: Item;
  variant: Variant;
}

/** All entities as plain lists: what a snapshot holds. */
export interface Entities {
  items: Item[];
  categories: Category[];
  taxes: Tax[];
  staff: Staff[];
  tenders: [string, Tender][];
  onHand: [string, string][];
  business: Business | null;
  locations: Location[];
  registers: Register[];
}

const READERS = { item, category, tax, staff, tender, stock, business, location, register };
type EntityKind = keyof typeof READERS;

export class Catalogue {
  readonly items = new Map<string, Item>();
  readonly categories = new Map<string, Category>();
  readonly taxes = new Map<string, Tax>();
  readonly staff = new Map<string, Staff>();
  readonly tenders = new Map<string, Tender>();
  /** The shop itself: what receipts and numbers say of it. */
  business: Business | null = null;
  readonly locations = new Map<string, Location>();
  readonly registers = new Map<string, Register>();
  /** On hand at this location by variant. */
  readonly onHand = new Map<string, string>();
  readonly #sellables = new Map<string, Sellable>();
  readonly #codes = new Map<string, string[]>();

  /** The catalogue of a snapshot; what we wrote ourselves is not checked again. */
  static of(entities: Entities): Catalogue {
    const catalogue = new Catalogue();
    for (const each of entities.items) catalogue.#keepItem(each);
    for (const each of entities.categories) catalogue.categories.set(each.id, each);
    for (const each of entities.taxes) catalogue.taxes.set(each.id, each);
    for (const each of entities.staff) catalogue.staff.set(each.id, each);
    for (const [id, each] of entities.tenders) catalogue.tenders.set(id, each);
    for (const [id, quantity] of entities.onHand) catalogue.onHand.set(id, quantity);
    catalogue.business = entities.business;
    for (const each of entities.locations) catalogue.locations.set(each.id, each);
    for (const each of entities.registers) catalogue.registers.set(each.id, each);
    return catalogue;
  }

  entities(): Entities {
    return {
      items: [...this.items.values()],
      categories: [...this.categories.values()],
      taxes: [...this.taxes.values()],
      staff: [...this.staff.values()],
      tenders: [...this.tenders],
      onHand: [...this.onHand],
      business: this.business,
      locations: [...this.locations.values()],
      registers: [...this.registers.values()]
    };
  }

  /** Takes one change; false when it is of a kind we do not keep. Throws Unreadable. */
  apply({ kind, id, deleted, data }: Change): boolean {
    if (!(kind in READERS)) return false;
    if (deleted) this.#forget(kind as EntityKind, id);
    else this.#keep(kind as EntityKind, id, data);
    return true;
  }

  /** Everything with this barcode or SKU; several when a code was given twice. */
  byCode(code: string): Sellable[] {
    for (const spelling of spellings(code)) {
      const found = this.#codes.get(spelling);
      if (found) return found.flatMap((id) => this.#sellables.get(id) ?? []);
    }
    return [];
  }

  variant(id: string): Sellable | null {
    return this.#sellables.get(id) ?? null;
  }

  #keep(kind: EntityKind, id: string, data: unknown): void {
    const where = `/${id}`;
    if (kind === 'item') this.#keepItem(item(data, where));
    else if (kind === 'business') this.business = business(data, where);
    else if (kind === 'stock') this.onHand.set(id, stock(data, where).on_hand);
    else if (kind === 'category') this.categories.set(id, category(data, where));
    else if (kind === 'tax') this.taxes.set(id, tax(data, where));
    else if (kind === 'staff') this.staff.set(id, staff(data, where));
    else if (kind === 'tender') this.tenders.set(id, tender(data, where));
    else if (kind === 'location') this.locations.set(id, location(data, where));
    else this.registers.set(id, register(data, where));
  }

  #keepItem(fresh: Item): void {
    this.#forgetItem(fresh.id);
    this.items.set(fresh.id, fresh);
    if (fresh.archived) return;
    for (const variant of fresh.variants) {
      if (variant.archived) continue;
      this.#sellables.set(variant.id, { item: fresh, variant });
      for (const code of codesOf(variant)) {
        const others = this.#codes.get(code);
        if (others) others.push(variant.id);
        else this.#codes.set(code, [variant.id]);
      }
    }
  }

  #forgetItem(id: string): void {
    const old = this.items.get(id);
    if (!old) return;
    this.items.delete(id);
    for (const variant of old.variants) {
      this.#sellables.delete(variant.id);
      for (const code of codesOf(variant)) {
        const left = (this.#codes.get(code) ?? []).filter((each) => each !== variant.id);
        if (left.length > 0) this.#codes.set(code, left);
        else this.#codes.delete(code);
      }
    }
  }

  #forget(kind: EntityKind, id: string): void {
    if (kind === 'item') this.#forgetItem(id);
    else if (kind === 'stock') this.onHand.delete(id);
    else if (kind !== 'business') this.#mapOf(kind).delete(id);
  }

  #mapOf(kind: Exclude<EntityKind, 'item' | 'stock' | 'business'>): Map<string, unknown> {
    const maps = { category: this.categories, tax: this.taxes, staff: this.staff, tender: this.tenders, location: this.locations, register: this.registers };
    return maps[kind];
  }
}

function codesOf(variant: Variant): Set<string> {
  return new Set([variant.sku, ...variant.barcodes].filter((code) => code !== '').map((code) => code.toLowerCase()));
}

/** The code as it is, then an EAN-13 as the UPC-A inside it and the other way round. */
function spellings(code: string): string[] {
  const plain = code.trim().toLowerCase();
  if (/^0\d{12}$/.test(plain)) return [plain, plain.slice(1)];
  return /^\d{12}$/.test(plain) ? [plain, `0${plain}`] : [plain];
}
