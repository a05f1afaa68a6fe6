/** The part of MicroPython's npm package that we use; it ships no types. */
declare module '@micropython/micropython-webassembly-pyscript/micropython.mjs' {
  export interface MicroPython {
    FS: {
      mkdir(path: string): void;
      writeFile(path: string, data: string | Uint8Array): void;
    };
    globals: { get(name: string): unknown };
    runPython(source: string): unknown;
  }
  export function loadMicroPython(options: { url?: string; heapsize?: number; stdout?: (line: string) => void }): Promise<MicroPython>;
}
