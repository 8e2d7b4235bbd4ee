import { idCheckChar } from '../../shared/rules/id-number.ts';
import { luhnDigit } from '../../shared/rules/luhn.ts';

/**
 * Names, identity numbers and telephone numbers for customers of a collection that has none. All follow from the
 * key alone, so a second import invents the same person again.
 */

const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇解查';
const FEMALE =
  '芳娜敏静秀丽娟英华玉萍红玲芬燕彩兰凤洁梅琳云莲真环雪荣爱妹霞香月莺媛艳瑞凡佳嘉琼勤珍贞莉桂娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷';
const MALE =
  '伟刚勇毅俊峰强军平保东文辉力明永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子杰涛昌成康星光天达安岩中茂进林有坚和彪博';

/** A scattered 32-bit number of (key, salt); not for secrets. */
export function scatter(key: number, salt: number): number {
  let hash = (Math.imul(key, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

const pick = (list: string, key: number, salt: number): string => list.charAt(scatter(key, salt) % list.length);

export function inventedName(key: number, gender: 'male' | 'female'): string {
  const given = gender === 'female' ? FEMALE : MALE;
  const second = scatter(key, 3) % 4 === 0 ? '' : pick(given, key, 2);
  return `${pick(SURNAMES, key, 0)}${pick(given, key, 1)}${second}`;
}

/** GB 11643 number: county, birth date, three digits (odd for men), check character. */
export function inventedIdNumber(person: {
  key: number;
  county: string;
  birthDate: string;
  gender: 'male' | 'female';
}): string {
  const order = (person.key % 500) * 2 + (person.gender === 'male' ? 1 : 0);
  const first17 = `${person.county}${person.birthDate.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
  return `${first17}${idCheckChar(first17)}`;
}

/** A mobile number that no other key below 10^8 gets. */
export const inventedPhone = (key: number): string =>
  `139${String((key * 7_919 + 10_007) % 100_000_000).padStart(8, '0')}`;

/** `digits` and its check digit. */
export const withLuhn = (digits: string): string => `${digits}${luhnDigit(digits)}`;
