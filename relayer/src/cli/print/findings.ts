import pc from 'picocolors';
import type { Finding } from '../checks/finding.ts';
import { renderTable } from './table.ts';

const MARKS: Readonly<Record<Finding['level'], string>> = {
  ok: pc.green('ok'),
  warning: pc.yellow('warning'),
  problem: pc.red('problem'),
};

/** The table of all that was looked at. */
export function renderFindings(findings: readonly Finding[]): string {
  return renderTable({
    columns: [{ title: 'what' }, { title: 'check' }, { title: '' }, { title: 'found' }],
    rows: findings.map((finding) => [
      finding.subject,
      finding.check,
      MARKS[finding.level],
      finding.level === 'ok' ? finding.detail : '',
    ]),
  });
}

/** Problems and warnings, one line each, as stderr shows them. */
export function complaints(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ level }) => level !== 'ok')
    .map(({ level, detail }) => `${level === 'problem' ? 'error' : 'warning'}: ${detail}`);
}

/** 0 without problems; 75 if all of them may heal by themselves; else the first other code. */
export function exitCodeOf(findings: readonly Finding[]): number {
  const problems = findings.filter(({ level }) => level === 'problem');
  return problems.find(({ exitCode }) => exitCode !== 75)?.exitCode ?? problems[0]?.exitCode ?? 0;
}
