import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { StatusView } from '../../engine/readModel.ts';
import { createFixtureReadModel } from '../../http/testing/fixtureReadModel.ts';
import { renderStatus } from './status.ts';

it('shows gas money in SOL, how long it lasts, and what of it lies in rent, which other chains have not', async () => {
  const status = await createFixtureReadModel().status();
  const [chain] = status.chains as [StatusView['chains'][number]];
  const solana: typeof chain = {
    ...chain,
    chain: 'solana',
    submitter: {
      account: '9dSGVrBBpUCc2GU5jCVQ1zJe7qiEphfTrPvZiQr9GR9f',
      balance: '1500000000',
      hoursLeft: 312.9,
      openTransactions: 0,
      rentPaid: '12000000',
      rentRecovered: '2000000',
    },
  };
  const text = stripVTControlCharacters(renderStatus({ ...status, chains: [chain, solana] }));
  const rows = text.split('\n');
  expect(rows.find((row) => row.includes('solana'))).toMatch(/ 1\.5 SOL +312 h +0\.01 SOL of 0\.012 SOL/);
  expect(rows.find((row) => row.includes(chain.chain))).not.toMatch(/SOL/);
  expect(rows.find((row) => row.includes(chain.chain))).toMatch(/ 1 +nothing spent/);
});
