/** Paper by way of the browser's print dialogue; what is printed is the element marked `data-print`. */
export interface Printer {
  print(): void;
}

export const systemPrinter: Printer = { print: () => window.print() };

export class FakePrinter implements Printer {
  count = 0;
  print(): void {
    this.count += 1;
  }
}
