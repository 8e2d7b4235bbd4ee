import { bytesToHex, textToBytes } from '../kernel/bytes.ts';
import { sha256 } from '../kernel/hash.ts';

/** Place of a customer in a campaign, 0-99: below the control percentage means control group (domain 7.9). */
export const controlPlace = (campaign: string, customerNo: string): number =>
  Number.parseInt(bytesToHex(sha256(textToBytes(`${campaign}:${customerNo}`)).subarray(0, 4)), 16) % 100;
