import { Dexie } from 'dexie';
import { FORMS, TerminalDatabase, type StoreForm } from './database.ts';

export interface OpenedForm {
  readonly db: TerminalDatabase;
  /** Why the store is still in the form of an earlier build; null = it is in this one's. */
  readonly kept: string | null;
}

/** The form of what lies there, or null where there is nothing yet. */
async function formOf(name: string): Promise<number | null> {
  if (!(await Dexie.exists(name))) return null;
  // Opened without a form of its own, a database says which one it has.
  const found = await new Dexie(name).open();
  const { verno } = found;
  found.close();
  return verno;
}

/**
 * Opens the store in the newest form it can be brought into. A form that could not be reached is tried again at the
 * next start.
 * @throws what opening it as it is throws: then the storage itself is out of order.
 */
export async function openForm(name?: string, forms: readonly StoreForm[] = FORMS): Promise<OpenedForm> {
  const newest = new TerminalDatabase(name, forms);
  try {
    await newest.open();
    return { db: newest, kept: null };
  } catch (fault) {
    newest.close();
    const there = await formOf(newest.name);
    const known = forms.filter((form) => there !== null && form.version <= there);
    if (known.length === 0 || known.length === forms.length) throw fault;
    const db = new TerminalDatabase(name, known);
    await db.open();
    return { db, kept: String(fault) };
  }
}
