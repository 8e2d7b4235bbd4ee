/**
 * Where a Berka district stands in the organisation tree: 77 counties of eight prefectures of Hebei (GB/T 2260).
 * Only a relabelling for demonstrations; the district's number stays the key.
 */

export const PROVINCE = { code: '13', name: '河北省', nameEn: 'Hebei' } as const;

export interface City {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  /** The region of the source that this prefecture stands for. */
  readonly region: string;
}

export const CITIES: readonly City[] = [
  { code: '1302', name: '唐山市', nameEn: 'Tangshan', region: 'south Moravia' },
  { code: '1303', name: '秦皇岛市', nameEn: 'Qinhuangdao', region: 'south Bohemia' },
  { code: '1305', name: '邢台市', nameEn: 'Xingtai', region: 'Prague' },
  { code: '1307', name: '张家口市', nameEn: 'Zhangjiakou', region: 'west Bohemia' },
  { code: '1308', name: '承德市', nameEn: 'Chengde', region: 'central Bohemia' },
  { code: '1309', name: '沧州市', nameEn: 'Cangzhou', region: 'north Bohemia' },
  { code: '1310', name: '廊坊市', nameEn: 'Langfang', region: 'east Bohemia' },
  { code: '1311', name: '衡水市', nameEn: 'Hengshui', region: 'north Moravia' },
];

/** County code and name of district 1, 2, 3 … 77. */
const COUNTIES: readonly (readonly [string, string])[] = [
  ['130502', '襄都区'],
  ['130802', '双桥区'],
  ['130803', '双滦区'],
  ['130804', '鹰手营子矿区'],
  ['130821', '承德县'],
  ['130822', '兴隆县'],
  ['130824', '滦平县'],
  ['130825', '隆化县'],
  ['130826', '丰宁满族自治县'],
  ['130827', '宽城满族自治县'],
  ['130828', '围场满族蒙古族自治县'],
  ['130871', '承德高新技术产业开发区'],
  ['130881', '平泉市'],
  ['130302', '海港区'],
  ['130303', '山海关区'],
  ['130304', '北戴河区'],
  ['130306', '抚宁区'],
  ['130321', '青龙满族自治县'],
  ['130322', '昌黎县'],
  ['130324', '卢龙县'],
  ['130371', '秦皇岛市经济技术开发区'],
  ['130702', '桥东区'],
  ['130703', '桥西区'],
  ['130705', '宣化区'],
  ['130706', '下花园区'],
  ['130708', '万全区'],
  ['130709', '崇礼区'],
  ['130722', '张北县'],
  ['130723', '康保县'],
  ['130724', '沽源县'],
  ['130725', '尚义县'],
  ['130902', '新华区'],
  ['130903', '运河区'],
  ['130921', '沧县'],
  ['130922', '青县'],
  ['130923', '东光县'],
  ['130924', '海兴县'],
  ['130925', '盐山县'],
  ['130926', '肃宁县'],
  ['130927', '南皮县'],
  ['130928', '吴桥县'],
  ['131002', '安次区'],
  ['131003', '广阳区'],
  ['131022', '固安县'],
  ['131023', '永清县'],
  ['131024', '香河县'],
  ['131025', '大城县'],
  ['131026', '文安县'],
  ['131028', '大厂回族自治县'],
  ['131071', '廊坊经济技术开发区'],
  ['131081', '霸州市'],
  ['131082', '三河市'],
  ['130202', '路南区'],
  ['130203', '路北区'],
  ['130204', '古冶区'],
  ['130205', '开平区'],
  ['130207', '丰南区'],
  ['130208', '丰润区'],
  ['130209', '曹妃甸区'],
  ['130224', '滦南县'],
  ['130225', '乐亭县'],
  ['130227', '迁西县'],
  ['130229', '玉田县'],
  ['130271', '河北唐山芦台经济开发区'],
  ['130272', '唐山市汉沽管理区'],
  ['130273', '唐山高新技术产业开发区'],
  ['131102', '桃城区'],
  ['131103', '冀州区'],
  ['131121', '枣强县'],
  ['131122', '武邑县'],
  ['131123', '武强县'],
  ['131124', '饶阳县'],
  ['131125', '安平县'],
  ['131126', '故城县'],
  ['131127', '景县'],
  ['131128', '阜城县'],
  ['131171', '河北衡水高新技术产业开发区'],
];

export interface Branch {
  readonly district: number;
  readonly county: string;
  readonly countyName: string;
  readonly outlet: string;
}

/** @throws RangeError for a district that is not 1-77. */
export function branchOf(district: number): Branch {
  const found = COUNTIES[district - 1];
  if (found === undefined) throw new RangeError(`no branch for district ${district}`);
  return { district, county: found[0], countyName: found[1], outlet: `${found[0]}01` };
}

export const BRANCHES: readonly Branch[] = COUNTIES.map((_, index) => branchOf(index + 1));
