import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../store/database.ts';
import { openTestFolder, testConfig } from '../../store/testing/database.ts';
import { startHubIn } from './hub.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folders of a stopped database: as a first start leaves it, and of a hub with its demo province. */
    readonly templates: { readonly empty: string; readonly demo: string };
  }
}

/** Once before all files with a database: each takes a copy instead of making its own. */
export default async function templates(project: TestProject): Promise<() => Promise<void>> {
  const [empty, demo] = await Promise.all([openTestFolder(), openTestFolder()]);
  const makeEmpty = async (): Promise<void> => (await openDatabase(testConfig(empty.folder))).close();
  const makeDemo = async (): Promise<void> => (await startHubIn({ ...demo, remove: async () => {} })).stop();
  await Promise.all([makeEmpty(), makeDemo()]);
  project.provide('templates', { empty: empty.folder, demo: demo.folder });
  return async () => void (await Promise.all([empty.remove(), demo.remove()]));
}
