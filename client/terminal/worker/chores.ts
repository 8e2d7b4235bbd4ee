import type { Chore } from './chore.ts';
import { createRetention } from './retention.ts';
import { createStorageReport } from './storage-report.ts';
import type { World } from './world.ts';

export const createChores = (world: World): readonly Chore[] => [createRetention(world), createStorageReport(world)];
