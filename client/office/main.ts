import { QueryClient } from '@tanstack/svelte-query';
import { mount } from 'svelte';
import App from './App.svelte';
import './office.css';
import './calendar.css';
import './case-work.css';
import { OfficeState } from './state/office-state.svelte.ts';

/** Start of the office console: one state, one query cache. Pages poll the hub every 10 s while they are looked at. */
const POLL_MS = 10_000;

const office = new OfficeState();
const queries = new QueryClient({
  defaultOptions: { queries: { refetchInterval: POLL_MS, staleTime: POLL_MS / 2, retry: 1, networkMode: 'always' } },
});
const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { office, queries } });
void office.start();
