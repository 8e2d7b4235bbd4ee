import { rmSync } from 'node:fs';
import { FILLED, Hub } from './hub.ts';

/** Before all tests: demo data is made once, by a first start as a new user has it; each test's hub takes a copy. */
export default async function filled(): Promise<() => void> {
  const folder = await Hub.fill();
  process.env[FILLED] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
