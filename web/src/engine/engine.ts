/**
 * The pricing engine: the very Python files that the server runs, on MicroPython in the browser.
 * Only JSON text crosses the border, because whole numbers would be cut to 32 bits there.
 */
import wasmUrl from '@micropython/micropython-webassembly-pyscript/micropython.wasm?url';

export interface Engine {
  /** Prices a cart. Throws PricingRefused for a cart that has no price. */
  price<T>(cart: unknown): T;
  /** Prices a return against its receipt: {cart, priced, returned_before, lines}. */
  reverse<T>(asked: unknown): T;
}

export class PricingRefused extends Error {
  override name = 'PricingRefused';
  constructor(
    readonly code: string,
    message: string,
    readonly pointer: string
  ) {
    super(message);
  }
}

type TextDoor = (text: string) => string;

/** The two doors as text, for the vectors that compare bytes. */
export interface TextEngine {
  price: TextDoor;
  reverse: TextDoor;
}

// Each file of the engine, as it stands in the repository.
const sources = import.meta.glob<string>('../../../tillbook_pricing/*.py', { query: '?raw', import: 'default', eager: true });
const HEAP_BYTES = 8 * 1024 * 1024;

export async function loadTextEngine(wasm: string = wasmUrl): Promise<TextEngine> {
  const { loadMicroPython } = await import('@micropython/micropython-webassembly-pyscript/micropython.mjs');
  const python = await loadMicroPython({ url: wasm, heapsize: HEAP_BYTES });
  python.FS.mkdir('/engine');
  python.FS.mkdir('/engine/tillbook_pricing');
  for (const [path, source] of Object.entries(sources)) {
    python.FS.writeFile(`/engine/tillbook_pricing/${path.slice(path.lastIndexOf('/') + 1)}`, source);
  }
  python.runPython("import sys\nsys.path.insert(0, '/engine')\nfrom tillbook_pricing.doors import price_json, reverse_json");
  return { price: python.globals.get('price_json') as TextDoor, reverse: python.globals.get('reverse_json') as TextDoor };
}

export async function loadEngine(): Promise<Engine> {
  const doors = await loadTextEngine();
  return {
    price: (cart) => read(doors.price(JSON.stringify(cart))),
    reverse: (asked) => read(doors.reverse(JSON.stringify(asked)))
  };
}

function read<T>(text: string): T {
  const answer = JSON.parse(text) as T & { error?: { code: string; message: string; pointer: string } };
  if (answer.error) throw new PricingRefused(answer.error.code, answer.error.message, answer.error.pointer);
  return answer;
}
