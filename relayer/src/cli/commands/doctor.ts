/** `doctor`: the config check, and the running relayer, its peers, the disk and the clock. */
import { checkConfig } from '../checks/checkConfig.ts';
import { checkMachine } from '../checks/checkMachine.ts';
import { checkPeers } from '../checks/checkPeers.ts';
import { checkRunning } from '../checks/checkRunning.ts';
import { failed, type Finding, plainFinding } from '../checks/finding.ts';
import type { CommandContext, ReadOptions } from '../commandOptions.ts';
import { configOf } from '../configAccess.ts';
import { complaints, exitCodeOf, renderFindings } from '../print/findings.ts';

export async function doctorCommand(parameters: {
  context: CommandContext;
  options: ReadOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const { terminal } = context;
  const config = configOf(options);
  terminal.progress('… looking at everything');
  const groups = await Promise.all([
    // WHY: a doctor goes on where a check would give up.
    checkConfig(config).then(
      ({ findings }) => findings,
      (error: unknown): Finding[] => [failed({ subject: 'config', check: config.file, error })],
    ),
    checkRunning({ config, options }),
    checkPeers(config),
    checkMachine(config),
  ]);
  terminal.progress('');
  const findings = groups.flat();
  const exitCode = exitCodeOf(findings);
  if (options.json === true) {
    terminal.out(JSON.stringify({ ok: exitCode === 0, findings: findings.map(plainFinding) }, null, 2));
  } else {
    terminal.out(renderFindings(findings));
    for (const line of complaints(findings)) terminal.err(line);
  }
  process.exitCode = exitCode;
}
