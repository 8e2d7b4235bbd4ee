import { base64ToBytes, textToBytes, type Bytes } from '../../../../shared/kernel/bytes.ts';
import { shanghaiDate } from '../../../../shared/kernel/dates.ts';
import { hmacSha256 } from '../../../../shared/kernel/hash.ts';
import type { CredentialRequest, EnrolRequest } from '../../../../shared/read-models/doors.ts';
import { maskPan } from '../../../../shared/rules/mask.ts';
import type { Compressor } from '../../../../sync/index.ts';
import { pinHash } from '../../../platform/vault/approval.ts';
import { newDeviceKeys } from '../../../platform/vault/device-keys.ts';
import type { PracticeView } from '../api-practice.ts';
import { createCentre, credentialFor, leaseFor, OUTLET_KEY, placeDevice, type Centre } from './centre.ts';
import { doneTasks } from './drill.ts';
import { accountOpening, employeeRow } from './play-rows.ts';

/**
 * The outlet of practice (演练支局): its people, customers, accounts, a card and two tills, at a centre in this worker's
 * memory. Region 99 exists nowhere, so no number of practice is one of a real outlet, person or account.
 */
export const PLAY_OUTLET = { code: '99999901', name: '演练支局', nameEn: 'Practice Outlet' } as const;
export const PLAY_CODE = 'PLAY-PLAY-PLAY';
/** The same for every clerk, and always on the page. */
const PASSWORD = 'yanlian-2026';
const PIN = '135790';

const CLERKS: PracticeView['clerks'] = [
  { employeeNo: '99999901001', name: '周练习', post: 'teller', password: PASSWORD, pin: PIN },
  { employeeNo: '99999901002', name: '吴演示', post: 'chief_teller', password: PASSWORD, pin: PIN },
  { employeeNo: '99999901003', name: '郑督导', post: 'outlet_manager', password: PASSWORD, pin: PIN },
];

interface Customer {
  readonly customerNo: string;
  readonly name: string;
  readonly pinyin: string;
  readonly idNo: string;
  readonly phone: string;
  readonly accountNo: string;
  readonly openingFen: number;
  readonly pan: string | null;
}
const CUSTOMERS: readonly Customer[] = [
  {
    ...{ customerNo: '999999010013', name: '王小样', pinyin: 'wang xiao yang', idNo: '999999196803040010' },
    ...{ phone: '13900000001', accountNo: '999999010000012', openingFen: 860_000, pan: null },
  },
  {
    ...{ customerNo: '999999010021', name: '李模拟', pinyin: 'li mo ni', idNo: '999999199005170025' },
    ...{ phone: '13900000002', accountNo: '999999010000020', openingFen: 1_250_000, pan: '6210009999990100011' },
  },
  {
    ...{ customerNo: '999999010039', name: '陈示范', pinyin: 'chen shi fan', idNo: '999999195511200030' },
    ...{ phone: '13900000003', accountNo: '999999010000038', openingFen: 320_050, pan: null },
  },
];
const TILLS = [
  { tillNo: '00', cashFen: 10_000_000 },
  { tillNo: '01', cashFen: 5_000_000 },
] as const;

export interface PlayOutlet {
  readonly centre: Centre;
  readonly clerks: PracticeView['clerks'];
  /** The doors of the play centre, as the hub's plain doors. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  credential(deviceId: string, clerk: PracticeView['clerks'][number]): ReturnType<typeof credentialFor>;
  view(): PracticeView;
  setLine(open: boolean): void;
}

export async function openPlayOutlet(now: () => number, compressor: Compressor): Promise<PlayOutlet> {
  const keys = await newDeviceKeys();
  let line = true;
  const { code } = PLAY_OUTLET;
  const centre = await createCentre({
    keys,
    units: new Map([
      ['99', null],
      ['9999', '99'],
      ['999999', '9999'],
      [code, '999999'],
    ]),
    compressor,
    now,
    date: () => shanghaiDate(now()),
    pinyinOf: (name) => CUSTOMERS.find((one) => one.name === name)?.pinyin ?? name,
    isOpen: () => line,
    onReady: (device) => centre.post('device.lease', leaseFor(device, now()), code),
  });
  await furnish(centre);
  const credential: PlayOutlet['credential'] = (deviceId, { employeeNo, name, post }) =>
    credentialFor(keys, now(), { deviceId, employeeNo }, { name, posts: [post] });
  return {
    centre,
    clerks: CLERKS,
    credential,
    async fetch(path, init) {
      if (!line) throw new TypeError('the play line is cut');
      if (path === '/api/enrol')
        return Response.json(await placeDevice(centre, keys, PLAY_OUTLET, bodyOf<EnrolRequest>(init)));
      const asked = bodyOf<CredentialRequest>(init);
      const clerk = CLERKS.find((one) => one.employeeNo === asked.employeeNo && one.password === asked.password);
      if (path !== '/api/credential') return refuse(404, 'OFFLINE');
      return clerk === undefined ? refuse(401, 'LOGIN_BAD') : Response.json(await credential(asked.deviceId, clerk));
    },
    view: () => ({ clerks: CLERKS, customers: CUSTOMERS, tills: TILLS, line, done: doneTasks(centre.store, code) }),
    setLine(open) {
      line = open;
      if (!open) centre.cut();
    },
  };
}

const bodyOf = <T>(init: RequestInit): T => JSON.parse(String(init.body)) as T;
const refuse = (status: number, code: string): Response => Response.json({ code, message: code }, { status });

async function furnish(centre: Centre): Promise<void> {
  const post = (name: string, payload: Readonly<Record<string, unknown>>): Promise<void> =>
    centre.post(name, payload, PLAY_OUTLET.code);
  for (const { employeeNo, name, post: held, pin } of CLERKS) {
    const salt: Bytes = crypto.getRandomValues(new Uint8Array(16));
    await post(
      'org.set_employee',
      employeeRow({ no: employeeNo, name, post: held, salt, hash: await pinHash(pin, salt) }),
    );
  }
  for (const { tillNo, cashFen } of TILLS) await post('import.till_opening', { till: tillNo, cash_fen: cashFen });
  for (const [place, one] of CUSTOMERS.entries()) {
    const n = 1001 + place;
    const medium = one.pan === null ? 'passbook' : 'card';
    await post('import.open', accountOpening({ ...one, n, medium, address: '演练县演练镇一组' }));
    if (one.pan !== null) await post('import.card', cardOf(String(n + 100), one.pan));
  }
}

function cardOf(account: string, pan: string) {
  const mac = hmacSha256(OUTLET_KEY, textToBytes(pan));
  return {
    card: `${account}-1`,
    account,
    type: 'debit',
    subtype: null,
    issued_on: '2024-01-01',
    status: 'active',
    bin: pan.slice(0, 6),
    last4: pan.slice(-4),
    tag: ((mac[0] ?? 0) << 8) | (mac[1] ?? 0),
    pan_token: pan,
    pan_masked: maskPan(pan),
    pan_enc: base64ToBytes(''),
  };
}
