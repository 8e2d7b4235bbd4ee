import { dayToDate, type BusinessDate } from '../../shared/kernel/dates.ts';
import { idCheckChar } from '../../shared/rules/id-number.ts';
import type { DemoOutlet } from './places.ts';
import { COUNTY } from './places.ts';
import type { Random } from './random.ts';

/** Invented customers of one outlet: names, valid GB 11643 numbers, telephones, villages. */

const COMMON =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文';
/** Surnames that are read otherwise than the same character elsewhere, and double ones. */
const RARE = ['单', '曾', '仇', '解', '查', '尉迟', '欧阳', '诸葛', '司马', '上官'];
const FEMALE =
  '芳娜敏静秀丽娟英华玉萍红玲芬燕彩兰凤洁梅琳云莲真环雪荣爱霞香月莺媛艳瑞佳嘉琼勤珍贞莉桂娣叶璐娅琦晶妍茜秋珊倩婷';
const MALE =
  '伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信杰涛昌成康星光天达安岩中茂进林有坚和彪博';

export interface Person {
  readonly name: string;
  readonly gender: 'male' | 'female';
  readonly birthDate: BusinessDate;
  readonly idNo: string;
  readonly idValidTo: BusinessDate | null;
  readonly phone: string | null;
  readonly address: string;
  readonly villageCode: string;
  readonly occupation: '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8';
}

const YEAR_DAYS = 365.25;

/** Years of age: a third past sixty, as at a rural outlet (domain 9), nobody under eighteen. */
function age(random: Random): number {
  if (random.chance(35)) return 60 + random.below(29);
  return random.chance(45) ? 42 + random.below(18) : 18 + random.below(24);
}

function nameOf(random: Random, gender: Person['gender']): string {
  const surname = random.chance(3) ? random.pick(RARE) : random.pick([...COMMON]);
  const given = [...(gender === 'female' ? FEMALE : MALE)];
  const first = random.pick(given);
  return surname + first + (random.chance(72) ? random.pick(given) : '');
}

/** Makes people one after another; no identity or telephone number is given twice by the same maker. */
export function createPeople(random: Random, todayDay: number): (outlet: DemoOutlet) => Person {
  const ids = new Set<string>();
  let phone = 0;

  const idNumber = (birthDate: BusinessDate, gender: Person['gender']): string => {
    for (;;) {
      const order = String(random.below(499) * 2 + (gender === 'male' ? 1 : 0)).padStart(3, '0');
      const first17 = `${COUNTY.code}${birthDate.replaceAll('-', '')}${order}`;
      const idNo = `${first17}${idCheckChar(first17)}`;
      if (!ids.has(idNo)) {
        ids.add(idNo);
        return idNo;
      }
    }
  };
  const nextPhone = (): string => {
    phone += 1 + random.below(4_000);
    return `1${random.pick(['37', '38', '39', '50', '58', '82', '87', '36'])}${String(phone).padStart(8, '0')}`;
  };

  return (outlet) => {
    const gender = random.chance(50) ? 'female' : 'male';
    const years = age(random);
    const birthDate = dayToDate(todayDay - Math.floor(years * YEAR_DAYS) - random.below(360));
    const village = random.below(outlet.villages.length);
    const town = Number(outlet.code.slice(6)) + 99;
    return {
      name: nameOf(random, gender),
      gender,
      birthDate,
      idNo: idNumber(birthDate, gender),
      idValidTo: years >= 46 ? null : dayToDate(todayDay + 90 + random.below(5_000)),
      phone: random.chance(82) ? nextPhone() : null,
      address: `${outlet.town}${outlet.villages[village]}村${1 + random.below(9)}组${1 + random.below(180)}号`,
      villageCode: `${COUNTY.code}${town}${String(200 + village)}`,
      occupation: random.pick(['5', '5', '5', '6', '4', '8']),
    };
  };
}
