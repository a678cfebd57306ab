import { checkConfig } from '../checks/checkConfig.ts';
import { plainFinding } from '../checks/finding.ts';
import type { CommandContext, CommonOptions } from '../commandOptions.ts';
import { configOf } from '../configAccess.ts';
import { complaints, exitCodeOf, renderFindings } from '../print/findings.ts';

/** `config check`: the table, then one line per problem; exit code 1 (75 if all problems may heal by themselves). */
export async function configCheckCommand(parameters: {
  context: CommandContext;
  options: CommonOptions;
}): Promise<void> {
  const { context, options } = parameters;
  const { terminal } = context;
  const config = configOf(options);
  terminal.progress('… asking the chains');
  const { findings, attester } = await checkConfig(config);
  terminal.progress('');
  const exitCode = exitCodeOf(findings);
  if (options.json === true) {
    terminal.out(
      JSON.stringify({ ok: exitCode === 0, attester, findings: findings.map(plainFinding) }, null, 2),
    );
  } else {
    terminal.out(renderFindings(findings));
    for (const line of complaints(findings)) terminal.err(line);
  }
  process.exitCode = exitCode;
}
