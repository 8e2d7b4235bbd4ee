import { maskId, maskName } from '../../../../shared/rules/mask.ts';
import type { SlipLine } from '../api.ts';
import type { EntryFacts } from './journal.ts';
import { line, word } from './slip-line.ts';

/** Paper of a consent or its withdrawal (C4): what for, which text, who agreed. */

const PURPOSES: Readonly<Record<string, string>> = {
  service: '办理业务必需',
  marketing_sms: '短信推介',
  marketing_call: '电话推介',
  profiling: '个性化推荐',
  share_partner: '提供给联名方（单独同意）',
  biometrics: '人脸、指纹（单独同意）',
};

export function consentLines({ customerRow, payload }: EntryFacts): SlipLine[] {
  const granted = payload['granted'] === true;
  const guardian = word({ payload }, 'guardian_name');
  return [
    ...(customerRow === null
      ? []
      : [line('户名', maskName(customerRow.name)), line('证件号码', maskId(customerRow.id_no))]),
    line('业务', granted ? '同意' : '撤回同意'),
    line('用途', PURPOSES[word({ payload }, 'purpose')] ?? word({ payload }, 'purpose')),
    line('文本', `${word({ payload }, 'text_version')} 版`),
    line('新状态', granted ? '已同意，随时可以撤回' : '已撤回，不影响办业务'),
    ...(guardian === '' ? [] : [line('监护人', maskName(guardian))]),
    line('签名', payload['signature_hash'] instanceof Uint8Array ? '已在平板签名' : ''),
  ];
}
