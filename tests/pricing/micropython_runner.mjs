// Runs the engine on MicroPython: one JSON text a line in, one JSON text a line out.
//
//   node micropython_runner.mjs COMPILED_DIR MICROPYTHON_DIR [price_json|reverse_json] < carts
//
// COMPILED_DIR is what `python -m tillbook_pricing.build` wrote, MICROPYTHON_DIR the npm package.
// Lines go in and out as texts: integers crossing the border would silently wrap at 32 bits.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [compiled, micropython, door = "price_json"] = process.argv.slice(2);
const engine = await load(resolve(compiled), resolve(micropython));
const answer = engine[door];
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(answer(line) + "\n");
}

async function load(folder, packageFolder) {
  const entry = pathToFileURL(join(packageFolder, "micropython.mjs")).href;
  const { loadMicroPython } = await import(entry);
  const python = await loadMicroPython({ heapsize: 4 * 1024 * 1024 });
  python.FS.mkdir("/engine");
  python.FS.mkdir("/engine/tillbook_pricing");
  for (const file of JSON.parse(readFileSync(join(folder, "engine.json"), "utf8")).files) {
    python.FS.writeFile("/engine/" + file, readFileSync(join(folder, file)));
  }
  python.runPython('import sys; sys.path.append("/engine")');
  return python.pyimport("tillbook_pricing");
}
