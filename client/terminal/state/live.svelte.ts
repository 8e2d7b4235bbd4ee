import type { Terminal } from './terminal.svelte.ts';

/** A reading of the worker that is taken again whenever rows change. `value` is null until the first answer. */
export class Live<T> {
  value = $state.raw<T | null>(null);
  ready = $state(false);
}

/** Call while a component is being made. `load` may read reactive state: it runs again when that changes. An older answer never replaces a newer one. */
export function live<T>(terminal: Terminal, load: () => Promise<T>): Live<T> {
  const reading = new Live<T>();
  let latest = 0;
  $effect(() => {
    void terminal.rows;
    const mine = ++latest;
    void load().then((value) => {
      if (mine !== latest) return;
      reading.value = value;
      reading.ready = true;
    });
  });
  return reading;
}
