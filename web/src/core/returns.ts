/** Taking sold lines back: the receipt, what came back before, and the return's own document. */
import type { Engine } from '~/engine/engine';
import { Unreachable, type Network } from '~/platform/network';
import { isTrade, type Priced, type TradeDocument, type WireCart, type WireLine } from '~/wire/documents';
import { fetched } from '~/wire/till';
import { documentOf, type Journal } from './journal';
import { milliOf, quantityText } from './quantity';

export interface Receipt {
  document: TradeDocument;
  /** Thousandths already taken back, by line id. */
  returned: ReadonlyMap<string, number>;
  /** False when only this device was asked: another till may have taken something back meanwhile. */
  complete: boolean;
}

/** How much of a line comes back, in thousandths, why, and whether it can be sold again. */
export interface Pick {
  line: string;
  quantity_milli: number;
  reason: string;
  restock: boolean;
}

export class ReceiptDesk {
  constructor(
    private readonly journal: Journal,
    private readonly network: Network,
    private readonly token: () => string
  ) {}

  /** Finds a sale by id or number: asks the server, which knows all tills, and takes our own copy when it is silent. */
  async find(idOrNumber: string): Promise<Receipt | null> {
    const own = await this.journal.find(idOrNumber);
    const id = own?.id ?? idOrNumber;
    const theirs = own?.state === 'unsent' ? null : await this.#ask(id);
    const document = theirs?.document ?? (own ? documentOf(own) : null);
    if (!document || !isTrade(document) || document.kind !== 'sale') return null;
    const returned = new Map(theirs?.returned ?? []);
    for (const record of await this.journal.returnsOf(document.id)) {
      // What the server has, it has counted already.
      if (theirs && record.state === 'sent') continue;
      count(returned, documentOf(record) as TradeDocument);
    }
    return { document, returned, complete: theirs !== null };
  }

  async #ask(id: string): Promise<{ document: TradeDocument; returned: [string, number][] } | null> {
    try {
      const { status, body } = await this.network.ask(`/api/v1/documents/${encodeURIComponent(id)}`, { token: this.token(), deadlineMs: 4000 });
      if (status !== 200) return null;
      const { document, returned } = fetched(body, '');
      return { document: document as TradeDocument, returned: Object.entries(returned).map(([line, text]) => [line, milliOf(text)]) };
    } catch (failure) {
      if (failure instanceof Unreachable) return null;
      throw failure;
    }
  }
}

function count(returned: Map<string, number>, { cart }: TradeDocument): void {
  for (const { reverses, quantity } of cart.lines) {
    if (reverses !== undefined) returned.set(reverses, (returned.get(reverses) ?? 0) - milliOf(quantity));
  }
}

/** What may still come back of a line, in thousandths. */
export function left(receipt: Receipt, line: WireLine): number {
  return Math.max(0, milliOf(line.quantity) - (receipt.returned.get(line.id) ?? 0));
}

/** The cart and the priced amounts of a return against a receipt. */
export function reversal(engine: Engine, receipt: Receipt, picks: readonly Pick[]): { cart: WireCart; priced: Priced } {
  const { cart: original, priced: charged } = receipt.document;
  const lines = picks.flatMap(({ line: id, quantity_milli, reason, restock }, index): WireLine[] => {
    const line = original.lines.find((each) => each.id === id);
    if (!line || quantity_milli <= 0) return [];
    return [{ ...line, id: String(index + 1), quantity: quantityText(-quantity_milli), discounts: [], reverses: id, reason, restock }];
  });
  const priced = engine.reverse<Priced>({
    cart: original,
    priced: charged,
    returned_before: Object.fromEntries([...receipt.returned].map(([id, milli]) => [id, quantityText(milli)])),
    lines: lines.map(({ id, reverses, quantity }) => ({ id, reverses, quantity: quantityText(-milliOf(quantity)) }))
  });
  return { cart: { ...original, lines, discounts: [] }, priced };
}
