import { encodeCbor } from '../../../shared/kernel/cbor.ts';
import { equalBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import type { RowChange, RowKey } from '../../../sync/index.ts';
import { SealBroken } from '../vault/cipher.ts';
import { RowMap } from './replica-memory.ts';
import { namedRowBytes, namedRowFrom, readCbor, type Body } from './row-codec.ts';
import type { StoreCore } from './store-core.ts';
import type { Write } from './transact.ts';

/**
 * The optimistic rows of pending commands. At rest they lie in layers, one sealed record for all rows of one
 * capture, a later layer hiding an earlier one row by row; a new overlay replaces all layers by as few as it fills.
 */
const LAYER_ROWS = 512;

/** Sealed and written in one transaction, noted in memory after it. */
export interface Layer {
  seal(): Promise<readonly Write[]>;
  note(): readonly RowKey[];
}

const keyOf = (row: RowKey): string => `${row.table}:${row.id}`;
const bytesOf = (row: RowChange): Bytes => namedRowBytes({ branch: '', ...row });
const nameOfLayer = (n: number): string => String(n).padStart(12, '0');

export class OverlayPart {
  readonly rows = new RowMap();
  /** Each row as it lies in its layer: tells whether a new overlay changes anything. */
  private readonly bytes = new Map<string, Bytes>();
  private layers: readonly string[] = [];
  private nextLayer = 1;
  /**
   * A layer does not open. What it held follows from the journal, so what is left of the layers is not
   * looked at either: the next overlay takes the place of all (SE25).
   */
  isLost = false;

  constructor(private readonly core: StoreCore) {}

  async open(): Promise<void> {
    const records = await this.core.db.overlay.orderBy('name').toArray();
    this.layers = records.map((record) => record.name);
    this.nextLayer = Number(this.layers.at(-1) ?? 0) + 1;
    const opened = await Promise.all(
      records.map(({ name, sealed }) => this.core.openAt('overlay', name, sealed).catch(SealBroken.toNull)),
    );
    const whole = opened.filter((plain) => plain !== null);
    this.isLost = whole.length < records.length;
    if (this.isLost) return;
    for (const bytes of whole.flatMap((plain) => readCbor(plain) as readonly Bytes[])) {
      const { table, id, body } = namedRowFrom(bytes);
      this.set({ table, id, body }, bytes);
    }
  }

  /** Nothing stands above the confirmed rows: where entries are pending, their layers may be gone. */
  get isEmpty(): boolean {
    return this.layers.length === 0;
  }

  private set(row: { table: string; id: string; body: Body | null }, bytes: Bytes): void {
    this.rows.set(row.table, row.id, row.body);
    this.bytes.set(keyOf(row), bytes);
  }

  private async sealed(name: string, rows: readonly Bytes[]): Promise<Write> {
    return { store: 'overlay', put: { name, sealed: await this.core.sealAt('overlay', name, encodeCbor([...rows])) } };
  }

  /** The rows of one capture, on top of all others. */
  layerOf(changes: readonly RowChange[]): Layer {
    const rows = changes.map((change) => ({ change, bytes: bytesOf(change) }));
    const name = nameOfLayer(this.nextLayer);
    return {
      seal: async () =>
        rows.length === 0
          ? []
          : [
              await this.sealed(
                name,
                rows.map((row) => row.bytes),
              ),
            ],
      note: () => {
        if (rows.length > 0) this.layers = [...this.layers, name];
        this.nextLayer += 1;
        for (const { change, bytes } of rows) this.set(change, bytes);
        return changes;
      },
    };
  }

  /** Takes the place of everything that was there; writes nothing when nothing differs. */
  replaceBy(overlay: readonly RowChange[]): Layer {
    const wanted = new Map(overlay.map((change) => [keyOf(change), { change, bytes: bytesOf(change) }]));
    const gone = [...this.rows.all()].filter((row) => !wanted.has(keyOf(row)));
    const put = [...wanted].filter(([key, { bytes }]) => {
      const before = this.bytes.get(key);
      return before === undefined || !equalBytes(before, bytes);
    });
    if (gone.length === 0 && put.length === 0 && !this.isLost)
      return { seal: () => Promise.resolve([]), note: () => [] };
    const all = [...wanted.values()].map((row) => row.bytes);
    const names = Array.from({ length: Math.ceil(all.length / LAYER_ROWS) }, (_, i) => nameOfLayer(this.nextLayer + i));
    return {
      seal: async () => {
        const before = this.layers.map((name): Write => ({ store: 'overlay', remove: name }));
        const after = names.map((name, i) => this.sealed(name, all.slice(i * LAYER_ROWS, (i + 1) * LAYER_ROWS)));
        return [...before, ...(await Promise.all(after))];
      },
      note: () => {
        this.layers = names;
        this.isLost = false;
        this.nextLayer += names.length;
        for (const row of gone) {
          this.rows.delete(row.table, row.id);
          this.bytes.delete(keyOf(row));
        }
        for (const [, { change, bytes }] of put) this.set(change, bytes);
        return [...gone, ...put.map(([, row]) => row.change)];
      },
    };
  }
}
