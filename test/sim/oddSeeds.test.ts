import { describe } from 'vitest';
import { describeSeeds } from './seeds.ts';

describe('the production relayer over simulated chains', () => describeSeeds(1));
