import type { Post } from '../../shared/tables/employee.ts';
import { CITY, COUNTY, OUTLETS, PROVINCE } from './places.ts';

/** The demo employees. Numbers, passwords and approval PINs are fixed and printed at the start: play data only. */
export interface DemoEmployee {
  readonly employeeNo: string;
  readonly name: string;
  readonly unit: string;
  readonly posts: readonly Post[];
  /** Approval PIN, six digits. */
  readonly pin: string;
}

export const DEMO_PASSWORD = 'yizhan-demo-2026';

const OUTLET_NAMES: readonly (readonly [string, string, string, string])[] = [
  ['王秀英', '李建国', '张海燕', '赵广义'],
  ['陈玉兰', '刘志强', '杨敏', '周卫东'],
  ['孙丽华', '马国庆', '朱晓梅', '胡永胜'],
  ['郭春玲', '何建军', '高静', '林福生'],
  ['罗桂芳', '梁勇', '宋艳', '郑明亮'],
  ['谢红', '韩立新', '唐雪梅', '冯长河'],
  ['董淑珍', '萧文', '程芳', '曹大勇'],
  ['曾玉华', '单志远', '仇小燕', '尉迟海'],
];
const OUTLET_POSTS: readonly Post[] = ['chief_teller', 'teller', 'teller', 'outlet_manager'];

const numbered = (seq: number): string => `412019${String(seq).padStart(5, '0')}`;

const outletStaff: readonly DemoEmployee[] = OUTLETS.flatMap((outlet, index) =>
  (OUTLET_NAMES[index] ?? []).map((name, place) => {
    const seq = (index + 1) * 100 + place + 1;
    return {
      employeeNo: numbered(seq),
      name,
      unit: outlet.code,
      posts: [OUTLET_POSTS[place] ?? 'teller'],
      pin: `20${String(seq).padStart(4, '0')}`,
    };
  }),
);

const office = (seq: number, name: string, unit: string, post: Post): DemoEmployee => ({
  employeeNo: numbered(seq),
  name,
  unit,
  posts: [post],
  pin: `2${String(seq)}`,
});

export const EMPLOYEES: readonly DemoEmployee[] = [
  ...outletStaff,
  office(90_001, '许文静', COUNTY.code, 'supervision'),
  office(90_002, '沈国栋', COUNTY.code, 'ops_manager'),
  office(90_003, '吕晓芸', COUNTY.code, 'agent'),
  office(90_004, '彭磊', COUNTY.code, 'it_admin'),
  office(90_005, '蒋正清', COUNTY.code, 'aml'),
  office(90_006, '方立群', COUNTY.code, 'ops_manager'),
  office(90_007, '丁雅琴', COUNTY.code, 'hr'),
  office(91_001, '贾丽萍', CITY.code, 'marketing'),
  office(92_001, '魏思远', PROVINCE.code, 'analyst'),
  office(92_002, '叶秋', PROVINCE.code, 'ops_manager'),
  office(92_004, '钟志远', PROVINCE.code, 'ops_manager'),
  office(92_003, '潘守正', PROVINCE.code, 'auditor'),
];
