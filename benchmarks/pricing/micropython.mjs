// Times the compiled engine on MicroPython: one cart a line in, microseconds a cart out, as JSON.
//
//   node micropython.mjs COMPILED_DIR MICROPYTHON_DIR SECONDS < carts

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [compiled, packageFolder, seconds] = process.argv.slice(2);
const begin = performance.now();
const entry = pathToFileURL(join(resolve(packageFolder), "micropython.mjs")).href;
const { loadMicroPython } = await import(entry);
const python = await loadMicroPython({ heapsize: 4 * 1024 * 1024 });
const started = performance.now();
python.FS.mkdir("/engine");
python.FS.mkdir("/engine/tillbook_pricing");
for (const file of JSON.parse(readFileSync(join(compiled, "engine.json"), "utf8")).files) {
  python.FS.writeFile("/engine/" + file, readFileSync(join(compiled, file)));
}
python.runPython('import sys; sys.path.append("/engine")');
const { price_json } = python.pyimport("tillbook_pricing");
const imported = performance.now();

const carts = readFileSync(0, "utf8").trim().split("\n");
console.log(
  JSON.stringify({
    start_ms: Math.round(started - begin),
    import_ms: Math.round((imported - started) * 10) / 10,
    carts_us: carts.map(microseconds),
  }),
);

// The best of many short rounds: other programs on the machine only ever add time.
function microseconds(cart) {
  let best = Infinity;
  const end = performance.now() + Number(seconds) * 1000;
  while (performance.now() < end) {
    const from = performance.now();
    for (let round = 0; round < 10; round++) price_json(cart);
    best = Math.min(best, (performance.now() - from) / 10);
  }
  return Math.round(best * 1000);
}
