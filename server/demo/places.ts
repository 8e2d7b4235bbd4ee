/** The demo province: real GB/T 2260 codes, one county and eight of its post offices. The people are invented. */
export interface DemoUnit {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly level: 'province' | 'city' | 'county' | 'outlet';
}

export interface DemoOutlet extends DemoUnit {
  readonly town: string;
  readonly rural: boolean;
  readonly network: '2g' | '3g' | '4g' | 'satellite' | 'adsl' | 'fibre';
  readonly customers: number;
  readonly villages: readonly string[];
}

export const PROVINCE: DemoUnit = { code: '41', name: '河南省', nameEn: 'Henan', level: 'province' };
export const CITY: DemoUnit = { code: '4127', name: '周口市', nameEn: 'Zhoukou', level: 'city' };
export const COUNTY: DemoUnit = { code: '412728', name: '沈丘县', nameEn: 'Shenqiu County', level: 'county' };

const outlet = (
  number: number,
  [town, nameEn]: readonly [string, string],
  more: Pick<DemoOutlet, 'rural' | 'network' | 'customers' | 'villages'>,
): DemoOutlet => ({
  code: `412728${String(number).padStart(2, '0')}`,
  name: `${COUNTY.name}${town}邮政支局`,
  nameEn: `${nameEn} Post Office`,
  level: 'outlet',
  town,
  ...more,
});

/** About 20,000 customers together, one outlet as large as a median rural one of 7,000. */
export const OUTLETS: readonly DemoOutlet[] = [
  outlet(1, ['老城镇', 'Laocheng'], {
    rural: true,
    network: '3g',
    customers: 7_000,
    villages: ['王庄', '李寨', '大李庄', '后陈营', '河湾', '石桥', '孙楼', '赵集', '北关', '小张庄'],
  }),
  outlet(2, ['槐店镇', 'Huaidian'], {
    rural: false,
    network: 'fibre',
    customers: 3_200,
    villages: ['东关', '西关', '回民街', '新华', '颍河路', '北城'],
  }),
  outlet(3, ['赵德营镇', 'Zhaodeying'], {
    rural: true,
    network: '4g',
    customers: 2_100,
    villages: ['赵德营', '郭庄', '后赵', '梁营', '杜庄', '田楼'],
  }),
  outlet(4, ['付井镇', 'Fujing'], {
    rural: true,
    network: '3g',
    customers: 1_900,
    villages: ['付井', '大郭', '单庄', '侯楼', '徐寨', '谢集'],
  }),
  outlet(5, ['纸店镇', 'Zhidian'], {
    rural: true,
    network: '2g',
    customers: 1_600,
    villages: ['纸店', '刘湾', '马庄', '前王', '后王', '沙沟'],
  }),
  outlet(6, ['新安集镇', "Xin'anji"], {
    rural: true,
    network: '4g',
    customers: 1_500,
    villages: ['新安集', '尹庄', '史营', '冯寨', '胡楼'],
  }),
  outlet(7, ['白集镇', 'Baiji'], {
    rural: true,
    network: 'satellite',
    customers: 1_400,
    villages: ['白集', '查庄', '韩楼', '卢寨', '吴庄'],
  }),
  outlet(8, ['刘庄店镇', 'Liuzhuangdian'], {
    rural: true,
    network: 'adsl',
    customers: 1_300,
    villages: ['刘庄店', '曾庄', '解寨', '范楼', '唐庄'],
  }),
];
