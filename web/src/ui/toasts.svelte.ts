/** Short messages that go away by themselves; one with an undo stays 8 s and answers Ctrl+Z. */
export type ToastTone = 'info' | 'good' | 'bad';
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: ToastTone;
  readonly undo: (() => void | Promise<void>) | null;
}
interface Options {
  tone?: ToastTone;
  undo?: () => void | Promise<void>;
  milliseconds?: number;
}

const SHOWN_MS = 8000;
let shown = $state<Toast[]>([]);
let last = 0;

export function toasts(): readonly Toast[] {
  return shown;
}

export function say(text: string, { tone = 'good', undo, milliseconds = SHOWN_MS }: Options = {}): number {
  const toast: Toast = { id: ++last, text, tone, undo: undo ?? null };
  shown = [...shown.slice(-3), toast];
  setTimeout(() => dismiss(toast.id), milliseconds);
  return toast.id;
}

export function dismiss(id: number): void {
  shown = shown.filter((toast) => toast.id !== id);
}

/** Takes back the newest message that can be undone; says whether there was one. */
export function undoLast(): boolean {
  const toast = shown.findLast((each) => each.undo !== null);
  if (!toast) return false;
  undo(toast);
  return true;
}

export function undo(toast: Toast): void {
  dismiss(toast.id);
  void toast.undo?.();
}
