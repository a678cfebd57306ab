/** Messages for people. */
import pc from 'picocolors';
import type { MessageView, Page } from '../../engine/readModel.ts';
import { account, cxt, short } from './figures.ts';
import { renderFacts, renderTable } from './table.ts';

export function renderMessages(page: Page<MessageView>): string {
  const table = renderTable({
    columns: [
      { title: 'guid' },
      { title: 'lane' },
      { title: 'nonce', align: 'right' },
      { title: 'amount', align: 'right' },
      { title: 'status' },
      { title: 'seconds', align: 'right' },
      { title: 'why it waits' },
    ],
    rows: page.items.map((message) => [
      message.guid,
      `${message.from} → ${message.to}`,
      message.nonce,
      cxt(message.amount),
      paintStatus(message.status),
      message.finalToDeliveredSeconds === null ? '' : String(message.finalToDeliveredSeconds),
      message.reason ?? '',
    ]),
  });
  return page.cursor === null ? table : `${table}\n\n${pc.dim(`more: --cursor ${page.cursor}`)}`;
}

export function renderMessage(message: MessageView): string {
  const facts: [string, string][] = [
    ['guid', message.guid],
    ['lane', `${message.from} → ${message.to}, nonce ${message.nonce}`],
    ['amount', `${cxt(message.amount)}, fee ${cxt(message.fee)}`],
    ['from', message.sender],
    ['to', account(message.recipient)],
    ['status', paintStatus(message.status)],
  ];
  if (message.reason !== null) facts.push(['why it waits', message.reason]);
  if (message.compose !== 'none') facts.push(['call', message.compose]);
  if (message.transit !== null) facts.push(['transit at home', message.transit]);
  if (message.signers.length > 0) facts.push(['signed by', message.signers.map(short).join(', ')]);
  if (message.finalToDeliveredSeconds !== null) {
    facts.push(['final to delivered', `${message.finalToDeliveredSeconds} s`]);
  }
  if (message.gas !== null) facts.push(['gas', message.gas]);
  const timeline = renderTable({
    columns: [
      { title: 'step' },
      { title: 'chain' },
      { title: 'at' },
      { title: 'height', align: 'right' },
      { title: 'transaction' },
      { title: '' },
    ],
    rows: message.timeline.map((step) => [
      step.step,
      step.chain,
      step.at ?? '',
      step.height ?? '',
      step.txHash ?? '',
      step.detail ?? '',
    ]),
  });
  return `${renderFacts(facts)}\n\n${timeline}`;
}

function paintStatus(status: string): string {
  if (status === 'delivered') return pc.green(status);
  if (status === 'failed' || status === 'held') return pc.red(status);
  return status === 'queued' || status === 'claimable' ? pc.yellow(status) : status;
}
