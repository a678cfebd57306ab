/** The commands and their options; what they do is in `commands/`. */
import { Command, Option } from 'commander';
import {
  type CommandContext,
  parseAmount,
  parseCount,
  parseJobId,
  withCommonOptions,
} from './commandOptions.ts';

const PASSWORD_HELP = 'file with the password (default: $CXT_KEYSTORE_PASSWORD, or asked)';

/** The whole command line. Its errors are thrown as `CommanderError`; nothing is printed for them here. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('cxt-worker')
    .description('Compute node of CXT: mines base work, does and judges jobs')
    .helpCommand('help [command]', 'help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: () => undefined,
    });
  addSetupCommands(program, context);
  addNodeCommands(program, context);
  addMoneyCommands(program, context);
  addReadCommands(program, context);
  addBlobCommands(program, context);
  inheritSettings(program);
  return program;
}

function inheritSettings(program: Command): void {
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    inheritSettings(command);
  }
}

function addSetupCommands(program: Command, context: CommandContext): void {
  program
    .command('init')
    .description('write a config with every key explained, and make its key; overwrites nothing')
    .option('--json', 'print JSON, for programs')
    .option('--config <file>', 'config to write', './cxt-worker.json5')
    .option('--manifest <file>', 'manifest of a devnet: chain and contracts come from there')
    .option('--rpc <url...>', 'RPC URLs of home')
    .option('--chain-id <id>', 'chain id of home', parseCount)
    .option('--mining-pool <address>', 'the mining pool')
    .option('--data-dir <folder>', 'journal and blobs', './cxt-worker-data')
    .option('--import-key <file>', 'import this private key (64 hex digits) instead of making one')
    .option('--password-file <file>', PASSWORD_HELP)
    .action(async (options) => (await import('./commands/init.ts')).initCommand({ context, options }));
  const keys = program.command('keys').description('keystores (version 3); a key is never printed');
  const keyCommand = (name: string, description: string) =>
    keys
      .command(name)
      .argument('<file>', 'the keystore')
      .description(description)
      .option('--json', 'print JSON, for programs')
      .option('--password-file <file>', PASSWORD_HELP);
  keyCommand('create', 'make a key and write it encrypted').action(async (file, options) =>
    (await import('./commands/keys.ts')).keysCreate({ context, file, options }),
  );
  keyCommand('import', 'encrypt a private key read from a file or from standard input')
    .option('--private-key-file <file>', '64 hex digits (default: standard input)')
    .action(async (file, options) =>
      (await import('./commands/keys.ts')).keysImport({ context, file, options }),
    );
  keyCommand('show', 'print the address; with its password it is proven').action(async (file, options) =>
    (await import('./commands/keys.ts')).keysShow({ context, file, options }),
  );
}

function addNodeCommands(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('mine'))
    .description('mine base work, open it and claim what it earned')
    .option('--epochs <n>', 'stop after so many epochs were credited', parseCount, 1)
    .option('--rows <n>', 'rows an epoch (default: from the config)', parseCount)
    .option('--no-claim', 'do not wait for the epoch to close and claim')
    .action(async (options) => (await import('./commands/mine.ts')).mineCommand({ context, options }));
  withCommonOptions(program.command('serve'))
    .description('the whole node, until SIGTERM or Ctrl-C')
    .action(async (options) => (await import('./commands/serve.ts')).serveCommand({ context, options }));
  program
    .command('bench')
    .description('measure base work on this machine; needs no config and no chain')
    .option('--json', 'print JSON, for programs')
    .option('--rows <n>', 'rows to compute', parseCount, 2_048)
    .option('--threads <n>', 'threads (default: all cores)', parseCount)
    .action(async (options) => (await import('./commands/bench.ts')).benchCommand({ context, options }));
}

function addMoneyCommands(program: Command, context: CommandContext): void {
  const money = () => import('./commands/money.ts');
  withCommonOptions(program.command('stake'))
    .argument('<cxt>', 'how much', parseAmount)
    .description('add stake')
    .action(async (amountWei, options) => (await money()).stakeCommand({ context, amountWei, options }));
  withCommonOptions(program.command('unstake'))
    .argument('<cxt>', 'how much', parseAmount)
    .description('start the unbonding of free stake')
    .action(async (amountWei, options) => (await money()).unstakeCommand({ context, amountWei, options }));
  withCommonOptions(program.command('withdraw'))
    .description('pay out unbondings that are over, and what the market owes')
    .action(async (options) => (await money()).withdrawCommand({ context, options }));
  withCommonOptions(program.command('claim'))
    .description('claim what closed epochs owe to this node')
    .action(async (options) => (await money()).claimCommand({ context, options }));
}

function addReadCommands(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('status'))
    .description('epoch, stake, claims and jobs of this node')
    .action(async (options) => (await import('./commands/status.ts')).statusCommand({ context, options }));
  withCommonOptions(program.command('jobs'))
    .argument('[job]', 'one job: its timeline', parseJobId)
    .description('jobs of the market, newest first')
    .option('--limit <n>', 'at most so many', parseCount, 20)
    .addOption(new Option('--state <state>', 'only in this state').choices([...STATES]))
    .action(async (job, options) =>
      (await import('./commands/jobs.ts')).jobsCommand({ context, job, options }),
    );
}

const STATES = [
  'FUNDED',
  'ASSIGNED',
  'SUBMITTED',
  'ATTESTED',
  'DISPUTED',
  'SETTLED',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
];

function addBlobCommands(program: Command, context: CommandContext): void {
  const blobs = program.command('blobs').description('content-addressed blobs');
  withCommonOptions(blobs.command('serve'))
    .description('serve the blobs of the config without running a node, until Ctrl-C')
    .action(async (options) =>
      (await import('./commands/serveBlobs.ts')).serveBlobsCommand({ context, options }),
    );
}
