/** Keys of the whole page, before any element sees them. */
export interface PagePress {
  key: string;
  at: number;
  repeat: boolean;
  chord: boolean;
  focus: 'none' | 'field' | 'control';
}

/** Hands every key to `press`; a key that it takes does nothing else. The answer ends it. */
export function listenToKeys(press: (press: PagePress) => boolean): () => void {
  // A tapped button keeps the focus; Enter is meant for it only when Tab led there.
  let byTab = false;
  const pointed = (): void => void (byTab = false);
  const listener = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Tab') byTab = true;
    const at = performance.timeOrigin + event.timeStamp;
    const chord = event.ctrlKey || event.altKey || event.metaKey;
    const taken = press({ key: event.key, at, repeat: event.repeat, chord, focus: focusOf(event.target, byTab) });
    if (!taken) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', listener, { capture: true });
  window.addEventListener('pointerdown', pointed, { capture: true });
  return () => {
    window.removeEventListener('keydown', listener, { capture: true });
    window.removeEventListener('pointerdown', pointed, { capture: true });
  };
}

function focusOf(target: EventTarget | null, byTab: boolean): PagePress['focus'] {
  if (!(target instanceof HTMLElement)) return 'none';
  if (target.closest('input, textarea, select, [contenteditable]')) return 'field';
  return byTab && target.closest('button, a, summary, [role="tab"], [role="option"]') ? 'control' : 'none';
}

/** Takes the characters of a scan out of the field they went into. */
export function withdraw(code: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || !field.value.endsWith(code)) return;
  field.value = field.value.slice(0, -code.length);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
