import { domain } from '../shared/commands/domain.ts';
import { shanghaiDate, type Instant } from '../shared/kernel/dates.ts';
import type { Domain, HubEngine } from '../sync/index.ts';
import { createVerifier, type HubKeys } from './auth/keys.ts';
import { randomBytes } from './auth/password.ts';
import { createSealOpener } from './auth/sealing.ts';
import { pinyinOf } from './names.ts';
import type { Database } from './store/database.ts';
import { createEvidenceKeeper } from './store/evidence.ts';
import { createVouchKeeper } from './store/vouches.ts';
import { createPostgresStore } from './store/postgres-store.ts';
import { compressor } from './ws/compressor.ts';

/**
 * The sync engine with this hub's database, commands, keys and clock: what serving and the command line share.
 * The centre's first open day is the calendar day in China until it closes its days by a command of its own.
 */
export function createEngine(deps: {
  readonly db: Database;
  readonly keys: Pick<HubKeys, 'sign' | 'signingKey' | 'openBox'>;
  readonly now: () => Instant;
}): HubEngine {
  const engineDomain: Domain = domain;
  return {
    store: createPostgresStore(deps.db, engineDomain),
    domain: engineDomain,
    now: deps.now,
    postingDate: () => shanghaiDate(deps.now()),
    verifier: createVerifier(),
    signOutcome: (bytes) => deps.keys.sign(bytes),
    outcomeKeys: [deps.keys.signingKey],
    random: randomBytes,
    pinyinOf,
    compressor,
    evidence: createEvidenceKeeper(deps.db),
    vouches: createVouchKeeper(deps.db),
    sealing: createSealOpener((purpose, box) => deps.keys.openBox(purpose, box)),
  };
}
