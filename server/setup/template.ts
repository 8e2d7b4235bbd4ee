import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_DEFAULTS, type ConfigKey } from '../../shared/rules/config-defaults.ts';
import { COLUMNS, SETUP_FILES, type SetupFile } from './files.ts';
import { SetupFolderFault } from './setup.ts';

/** A folder to fill in: every file with its heading and lines of an invented county that set up as they stand. */

const FROM = '2026-12-01';
const OFFLINE: readonly ConfigKey[] = [
  'offline.withdraw.txn_fen',
  'offline.withdraw.account_day_fen',
  'till.limit_fen',
];
const limitLine = (key: ConfigKey): readonly string[] => [
  '412729',
  key,
  String(key.endsWith('_fen') ? CONFIG_DEFAULTS[key] / 100 : CONFIG_DEFAULTS[key]),
  FROM,
];

const EXAMPLE: Readonly<Record<SetupFile, readonly (readonly string[])[]>> = {
  units: [
    ['41', '河南省', 'Henan', 'management', 'no', 'fibre', '', '200000', '500000', ''],
    ['4127', '周口市', 'Zhoukou', 'management', 'no', 'fibre', '', '200000', '500000', ''],
    ['412729', '示例县', 'Example County', 'management', 'yes', 'fibre', '', '200000', '500000', ''],
    [
      '41272901',
      '示例县城关支局',
      'Chengguan',
      'owned',
      'yes',
      '4g',
      '0394-0000000',
      '200000',
      '500000',
      '10;11;12;13;14;15',
    ],
  ],
  employees: [
    ['41202600001', '李示例', '41272901'],
    ['41202600002', '王示例', '41272901'],
    ['41202600003', '赵示例', '41272901'],
    ['41202690001', '沈示例', '412729'],
    ['41202690002', '方示例', '412729'],
  ],
  posts: [
    ['41202600001', 'chief_teller', FROM, ''],
    ['41202600002', 'teller', FROM, ''],
    ['41202600003', 'outlet_manager', FROM, ''],
    ['41202690001', 'ops_manager', FROM, ''],
    ['41202690002', 'ops_manager', FROM, ''],
  ],
  products: [
    ['demand', '活期储蓄', 'Demand savings', 'demand', '', '0.05', '1', FROM, ''],
    ['lump_1y', '整存整取一年', 'Lump sum, 1 year', 'term', '12', '0.98', '50', FROM, ''],
  ],
  rates: [['lump_1y', '0.95', '2027-01-01']],
  limits: OFFLINE.map(limitLine),
  calendar: [
    ['2027-01-01', 'off'],
    ['2027-01-03', 'work'],
  ],
  tills: [
    ['41272901', '00', '150000'],
    ['41272901', '01', '50000'],
  ],
};

const cell = (text: string): string => (text.includes(',') ? `"${text}"` : text);
const lines = (file: SetupFile): string =>
  [COLUMNS[file], ...EXAMPLE[file]].map((row) => row.map(cell).join(',')).join('\r\n');

/** Text of each file, with the mark by which spreadsheets know that it is UTF-8. */
export const templateTexts = (): Readonly<Record<SetupFile, string>> =>
  Object.fromEntries(SETUP_FILES.map((file) => [file, `\uFEFF${lines(file)}\r\n`])) as Record<SetupFile, string>;

/** @throws SetupFolderFault when the folder holds files already: nothing of anybody's is written over. */
export async function writeTemplate(dir: string): Promise<readonly string[]> {
  await mkdir(dir, { recursive: true });
  if ((await readdir(dir)).length > 0) throw new SetupFolderFault(`${dir} is not empty. Name a new folder.`);
  const texts = templateTexts();
  for (const file of SETUP_FILES) await writeFile(join(dir, `${file}.csv`), texts[file]);
  return SETUP_FILES.map((file) => `${file}.csv`);
}
