import { isDate } from '../../../shared/kernel/dates.ts';
import {
  holdsBirth,
  idFault,
  isBirth,
  needsGuardian,
  parseResidentId,
  type IdFault,
} from '../../../shared/rules/id-number.ts';
import type { CustomerCard, Draft } from '../worker/api.ts';

/** The form of a person. For a resident document birth and gender come from the number, never typed a second time. */
export const ID_TYPE_CODES = ['01', '02', '03', '04', '05', '06', '07', '08', '09'] as const;
export const OCCUPATIONS = ['1', '2', '3', '4', '5', '6', '7', '8'] as const;
const CHINA = '156';

const given = (text: string): string | null => (text.trim() === '' ? null : text.trim());

export class CustomerDraft {
  known = $state.raw<CustomerCard | null>(null);
  name = $state('');
  idType = $state<(typeof ID_TYPE_CODES)[number]>('01');
  idNo = $state('');
  idValidTo = $state('');
  birthDate = $state('');
  gender = $state<'male' | 'female'>('male');
  phone = $state('');
  address = $state('');
  regionCode = $state('');
  occupation = $state<(typeof OCCUPATIONS)[number]>('5');
  needsHelp = $state(false);
  guardianName = $state('');
  guardianIdNo = $state('');

  load(card: CustomerCard): void {
    this.known = card;
    this.name = card.name;
    this.address = card.address;
    this.needsHelp = card.needsHelp;
  }

  /** What is wrong with the number once it is long enough to be judged; null while it is being typed or is right. */
  idFault(today: string): IdFault | null {
    const long = this.isResident ? 18 : 5;
    if (this.known !== null || this.idNo.trim().length < long) return null;
    return idFault(this.idType, this.idNo.trim().toUpperCase(), today);
  }
  private get isResident(): boolean {
    return ['01', '02', '03', '07'].includes(this.idType);
  }
  private person(today: string): { birthDate: string; gender: 'male' | 'female' } {
    const parsed = holdsBirth(this.idType, this.idNo) ? parseResidentId(this.idNo.toUpperCase(), today) : null;
    return parsed?.ok
      ? { birthDate: parsed.value.birthDate, gender: parsed.value.gender }
      : { birthDate: this.birthDate, gender: this.gender };
  }
  isMinor(today: string): boolean {
    const { birthDate } = this.person(today);
    return isDate(birthDate) && needsGuardian(birthDate, today);
  }

  missingForNew(today: string): 'name' | 'id' | 'valid_to' | 'birth' | 'address' | 'region' | null {
    if (given(this.name) === null) return 'name';
    if (this.idNo === '' || (this.isResident && this.idNo.length < 18)) return 'id';
    if (this.idValidTo !== '' && !isDate(this.idValidTo)) return 'valid_to';
    if (!holdsBirth(this.idType, this.idNo) && !isBirth(this.birthDate, today)) return 'birth';
    if (given(this.address) === null) return 'address';
    return /^\d{6,12}$/.test(this.regionCode) ? null : 'region';
  }
  get missingForChange(): 'change' | null {
    const card = this.known;
    const changed =
      card !== null && (this.phone !== '' || this.address !== card.address || this.needsHelp !== card.needsHelp);
    return changed ? null : 'change';
  }

  create(today: string): Draft {
    const { birthDate, gender } = this.person(today);
    return {
      command: 'customer.create',
      payload: {
        name: this.name.trim(),
        id_type: this.idType,
        id_no: this.idNo.trim().toUpperCase(),
        id_valid_to: given(this.idValidTo),
        gender,
        birth_date: birthDate,
        nationality: CHINA,
        phone: given(this.phone),
        region_code: this.regionCode,
        address: this.address.trim(),
        occupation: this.occupation,
        village_code: null,
        needs_help: this.needsHelp,
        guardian_name: given(this.guardianName),
        guardian_id_no: given(this.guardianIdNo),
      },
    };
  }

  update(): Draft {
    const card = this.known;
    return {
      command: 'customer.update',
      payload: {
        customer: card?.id ?? '',
        base_at: card?.updatedAt ?? 0,
        phone: given(this.phone),
        address: this.address === card?.address ? null : this.address.trim(),
        needs_help: this.needsHelp === card?.needsHelp ? null : this.needsHelp,
      },
    };
  }
}
