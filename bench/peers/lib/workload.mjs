// Seeded, realistic workload: one rural post-office branch. Same seed => same bytes.
export function rng(seed) {
  let a = seed >>> 0;
  return () => {
    a |= 0;
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const B32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SUR = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗',
  GIV = '秀英桂兰玉珍凤芳丽娟伟强军建国明华志刚春梅淑敏福贵德海永红云霞';
const TOWN = ['老冢镇', '马头镇', '符草楼镇', '常营镇', '逊母口镇', '清集镇', '独塘乡', '大许寨镇'],
  VIL = ['前王村', '后李庄', '张楼村', '刘庄', '陈寨', '小杨庄', '赵口村', '东黄村', '周楼村', '吴桥村'];
const TAGS = ['养老金', '社保卡', '惠农补贴', '低保', '助农贷款', '代发工资', '双语', '视障', '高龄', '邮政储蓄'];
const KIND = [
    'deposit',
    'withdrawal',
    'transfer',
    'inquiry',
    'card_replacement',
    'pension_payout',
    'bill_payment',
    'pin_reset',
  ],
  CHAN = ['counter', 'pos', 'atm', 'mobile_team'];
const MEMO = [
  '代发养老金',
  '本人办理，已核对身份证',
  '家属代办，已登记关系',
  '小额取现',
  '缴纳电费',
  '补贴发放查询',
  '旧卡损坏换卡',
  '手续费减免',
  '',
  '',
];
const T0 = Date.UTC(2026, 0, 5, 0, 0, 0);
export function makeWorkload({ scale = 1, seed = 20260105 } = {}) {
  const r = rng(seed),
    pick = (a) => a[(r() * a.length) | 0],
    digits = (n) => {
      let s = '';
      while (n--) s += (r() * 10) | 0;
      return s;
    };
  const ulid = (t) => {
    let s = '',
      x = t;
    for (let i = 0; i < 10; i++) {
      s = B32[x % 32] + s;
      x = Math.floor(x / 32);
    }
    for (let i = 0; i < 16; i++) s += B32[(r() * 32) | 0];
    return s;
  };
  const iso = (t) => new Date(t).toISOString();
  const name = () => pick(SUR) + pick(GIV) + (r() < 0.7 ? pick(GIV) : '');
  const N = { customers: 20000 * scale, accounts: 20000 * scale, cards: 15000 * scale, interactions: 5000 * scale };
  const customers = [],
    accounts = [],
    cards = [],
    interactions = [];
  for (let i = 0; i < N.customers; i++) {
    const c = T0 - Math.floor(r() * 1.5e11) - i,
      tags = [];
    while (r() < 0.45 && tags.length < 4) {
      const t = pick(TAGS);
      if (!tags.includes(t)) tags.push(t);
    }
    customers.push({
      id: ulid(T0 - 9e10 + i * 1000),
      branchId: 'HEN-ZK-TK-0417',
      name: name(),
      idNoMasked: '4127' + digits(2) + '********' + digits(3) + (r() < 0.1 ? 'X' : digits(1)),
      phone: '1' + pick(['38', '39', '50', '37', '86']) + digits(8),
      address:
        '河南省周口市太康县' + pick(TOWN) + pick(VIL) + (1 + ((r() * 9) | 0)) + '组' + (1 + ((r() * 200) | 0)) + '号',
      riskLevel: pick(['R1', 'R1', 'R1', 'R2', 'R2', 'R3', 'R4']),
      tags,
      createdAt: iso(c),
      kycAt: iso(c + Math.floor(r() * 1e10)),
      updatedAt: iso(T0 + i),
    });
  }
  for (let i = 0; i < N.accounts; i++)
    accounts.push({
      id: ulid(T0 - 8e10 + i * 1000),
      customerId: customers[i].id,
      accountNo: '6217****' + digits(4),
      type: pick(['current', 'fixed_1y', 'fixed_3y', 'pension']),
      currency: 'CNY',
      balance: (r() * r() * 1e7) | 0,
      status: r() < 0.97 ? 'active' : 'frozen',
      openedAt: iso(T0 - Math.floor(r() * 1.5e11)),
      updatedAt: iso(T0 + i),
    });
  for (let i = 0; i < N.cards; i++)
    cards.push({
      id: ulid(T0 - 7e10 + i * 1000),
      accountId: accounts[i].id,
      customerId: customers[i].id,
      panMasked: '621799******' + digits(4),
      product: pick(['green', 'welfare', 'gold']),
      status: r() < 0.95 ? 'active' : 'lost',
      issuedAt: iso(T0 - Math.floor(r() * 1.4e11)),
      expiresAt: '20' + (27 + ((r() * 9) | 0)) + '-' + String(1 + ((r() * 12) | 0)).padStart(2, '0'),
      updatedAt: iso(T0 + i),
    });
  const inter = (i, base = T0 + 864e5) => {
    const t = base + i * 7300 + ((r() * 5000) | 0);
    return {
      id: ulid(t),
      kind: pick(KIND),
      channel: pick(CHAN),
      accountId: pick(accounts).id,
      amount: ((r() * r() * 5e5) | 0) * 10,
      currency: 'CNY',
      occurredAt: iso(t),
      clerkId: 'clk-0417-' + (1 + ((r() * 6) | 0)),
      deviceId: 'tab-7f3a91c2-0' + (1 + ((r() * 3) | 0)),
      memo: pick(MEMO),
      status: 'pending',
      updatedAt: iso(t),
    };
  };
  for (let i = 0; i < N.interactions; i++) interactions.push(inter(i));
  const steady = [];
  for (let i = 0; i < 200; i++) steady.push(inter(i, T0 + 2 * 864e5));
  // delta: 1 % of customers change phone + risk + updatedAt
  const delta = [];
  const n = Math.round(N.customers / 100);
  for (let i = 0; i < n; i++) {
    const c = customers[(r() * customers.length) | 0];
    if (delta.some((d) => d.id === c.id)) {
      i--;
      continue;
    }
    delta.push({
      ...c,
      phone: '1' + pick(['38', '39']) + digits(8),
      riskLevel: pick(['R2', 'R3']),
      updatedAt: iso(T0 + 1728e5 + i),
    });
  }
  return { customers, accounts, cards, interactions, steady, delta };
}
if (globalThis.process?.argv?.[1] && process.argv[1] === new URL(import.meta.url).pathname) {
  const w = makeWorkload({ scale: 0.1 });
  for (const k of Object.keys(w)) {
    const b = Buffer.byteLength(JSON.stringify(w[k]));
    console.log(k, w[k].length, (b / w[k].length).toFixed(0) + ' B/record');
    console.log(JSON.stringify(w[k][0]));
  }
}
