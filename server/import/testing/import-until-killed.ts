import { writeSync } from 'node:fs';
import { openDatabase } from '../../store/database.ts';
import { testConfig } from '../../store/testing/database.ts';
import { importBerka } from '../berka.ts';
import { hubOn } from './hub.ts';

/** An import in a process of its own: says a line whenever a batch of commands is durable, until it is killed. */
const [folder = '', dir = ''] = process.argv.slice(2);
const db = await openDatabase(testConfig(folder));
const { hub, keys } = await hubOn(db, folder);
await importBerka(hub, dir, { cards: keys, holdMax: 5, onProgress: (line) => writeSync(1, `${line}\n`) });
writeSync(1, 'ended\n');
await db.close();
