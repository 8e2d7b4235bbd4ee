import type { DeviceRecord } from '../../sync/index.ts';

/**
 * Leases of terminals that stay connected: round after round every outlet with a live terminal is looked at again,
 * one outlet at a time, so that a line that breaks after days leaves a quota about as long as after a fresh hello.
 */
interface Deps {
  /** Devices of all outlets that were heard of within the last minute. */
  present(): readonly DeviceRecord[];
  /** Looks at a device and at its outlet's other present ones. Never rejects. */
  renew(device: DeviceRecord): Promise<void>;
  /** Pause between two rounds. */
  readonly everyMs: number;
}

export interface LeaseRounds {
  /** One round now; a round in hand is waited for, not doubled. */
  round(): Promise<void>;
  /** Ends after the outlet in hand. */
  stop(): Promise<void>;
}

export function startLeaseRounds(deps: Deps): LeaseRounds {
  let isStopped = false;
  let inHand: Promise<void> | null = null;
  async function work(): Promise<void> {
    const perOutlet = new Map(deps.present().map((device) => [device.branch, device]));
    for (const device of perOutlet.values()) {
      if (isStopped) return;
      await deps.renew(device);
    }
  }
  function round(): Promise<void> {
    inHand ??= work().finally(() => {
      inHand = null;
    });
    return inHand;
  }
  const timer = setInterval(() => void round(), deps.everyMs);
  timer.unref();
  return {
    round,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await inHand;
    },
  };
}
