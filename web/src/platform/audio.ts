/** Two tones: short and high for "added", long and low for "unknown". Silent where sound is not allowed. */
export interface Tones {
  good(): void;
  bad(): void;
}

let context: AudioContext | null = null;

/** Sounds after the screen has been painted: waking the sound device takes its time. */
function soon(hertz: number, seconds: number): void {
  setTimeout(() => tone(hertz, seconds), 0);
}

function tone(hertz: number, seconds: number): void {
  try {
    context ??= new AudioContext();
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = hertz;
    volume.gain.setValueAtTime(0.15, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + seconds);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start();
    oscillator.stop(context.currentTime + seconds);
  } catch {
    // No sound device: the line on the ticket says the same.
  }
}

export const speakerTones: Tones = {
  good: () => soon(880, 0.12),
  bad() {
    soon(220, 0.35);
    if ('vibrate' in navigator) navigator.vibrate(200);
  }
};

export class FakeTones implements Tones {
  readonly heard: string[] = [];
  good(): void {
    this.heard.push('good');
  }
  bad(): void {
    this.heard.push('bad');
  }
}
