import { mount, unmount } from 'svelte';
import { connectPractice, connectTerminal } from '../platform/terminal-client.ts';
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
import './styles/practice.css';
import App from './App.svelte';
import { LATER_PAGES } from './pages.ts';
import { register } from './register.ts';
import { keepDrill } from './state/drill-memory.ts';
import { PRACTICE_PATH, practiceWindow } from './state/practice-window.ts';
import { Terminal } from './state/terminal.svelte.ts';

/** Joins the page to the worker. Nothing else in the page reaches the platform. */
const target = document.getElementById('app');
if (target !== null) {
  const { api, onEvent } = connectTerminal();
  // Practice never outlives its page: whatever was reloaded, this is the real terminal from its first page on.
  const practiceOver = window.location.pathname.startsWith(PRACTICE_PATH);
  if (practiceOver) window.history.replaceState(null, '', '/');
  const terminal = new Terminal({ api, onEvent, window, practice: false });
  terminal.practiceOver = practiceOver;
  const app = mount(App, { target, props: { terminal, version: __APP_VERSION__ } });
  void terminal.start().then(() => LATER_PAGES());
  terminal.lookForUpdate = register((takeOver) => (terminal.update = takeOver));
  terminal.enterPractice = async () => {
    const play = connectPractice();
    const leave = (): void => window.location.replace(PRACTICE_PATH);
    window.history.pushState(null, '', `${PRACTICE_PATH}/`);
    const practice = new Terminal({ ...play, window: practiceWindow(window), practice: true });
    practice.leavePractice = leave;
    const startedAt = Date.now();
    practice.noteDrill = (done, of) => keepDrill(window.localStorage, { done, of, startedAt, endedAt: Date.now() });
    onEvent((event) => {
      if (event.type === 'state' && event.state.phase === 'other_tab') leave();
    });
    await unmount(app);
    mount(App, { target, props: { terminal: practice, version: __APP_VERSION__ } });
    await practice.start();
  };
}
