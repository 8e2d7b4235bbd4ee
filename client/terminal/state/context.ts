import { createContext } from 'svelte';
import type { Terminal } from './terminal.svelte.ts';

/** The one Terminal of this page. */
export const [useTerminal, provideTerminal] = createContext<Terminal>();
