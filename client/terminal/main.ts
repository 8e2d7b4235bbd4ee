import { mount } from 'svelte';
import { connectTerminal } from '../platform/terminal-client.ts';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/controls.css';
import '../ui/surfaces.css';
import './styles/terminal.css';
import './styles/day.css';
import './styles/enlarged.css';
import './styles/slip.css';
import './styles/passbook.css';
import './styles/cash.css';
import App from './App.svelte';
import { LATER_PAGES } from './pages.ts';
import { register } from './register.ts';
import { Terminal } from './state/terminal.svelte.ts';

/** Joins the page to the worker. Nothing else in the page reaches the platform. */
const target = document.getElementById('app');
if (target !== null) {
  const { api, onEvent } = connectTerminal();
  const terminal = new Terminal({ api, onEvent, window });
  mount(App, { target, props: { terminal, version: __APP_VERSION__ } });
  void terminal.start().then(() => LATER_PAGES());
  register((takeOver) => (terminal.update = takeOver));
}
