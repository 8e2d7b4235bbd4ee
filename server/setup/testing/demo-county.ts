import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SETUP_FILES } from '../files.ts';
import { templateTexts } from '../template.ts';

/** The demo's county as files of a set-up, with these outlets of it: for a hub that has lost everything. */
export async function writeDemoCounty(dir: string, outlets: readonly string[]): Promise<void> {
  const texts = templateTexts();
  await mkdir(dir, { recursive: true });
  for (const file of SETUP_FILES) {
    // The example begins in a month to come; this county is at work.
    const own = texts[file].replaceAll('412729', '412728').replaceAll('2026-12-01', '2026-01-01');
    const lines = own.split('\r\n').flatMap((line) => {
      if (!line.includes('41272801')) return [line];
      // Its people work at the first outlet; units and tills are there for each.
      const each = file === 'units' || file === 'tills' ? outlets : outlets.slice(0, 1);
      return each.map((outlet) => line.replaceAll('41272801', outlet));
    });
    await writeFile(join(dir, `${file}.csv`), lines.join('\r\n'));
  }
}
