import { stripVTControlCharacters } from 'node:util';
import { systemClock } from '../../clock/systemClock.ts';
import { expect, test } from 'vitest';
import { createLogger } from '../../observability/logger.ts';
import { captureTerminal } from '../testing/captureTerminal.ts';
import { logSink } from './logSink.ts';

test('machines get JSON lines, people get short ones', () => {
  const machine = captureTerminal();
  const person = { ...captureTerminal(), isTty: true };
  for (const terminal of [machine, person]) {
    const log = createLogger({
      level: 'info',
      clock: systemClock(),
      fields: { operator: 'alice' },
      write: logSink(terminal),
    });
    log.warn({ chain: 'bsc', amountWei: 5n, err: new Error('no answer') }, 'waiting for a chain');
  }
  expect(JSON.parse(machine.stderr[0] as string)).toMatchObject({
    msg: 'waiting for a chain',
    amountWei: '5',
  });
  const plain = stripVTControlCharacters(person.stderr[0] as string);
  expect(plain).toMatch(/^\d\d:\d\d:\d\d warn  waiting for a chain chain=bsc amountWei=5 err=no answer$/);
});
