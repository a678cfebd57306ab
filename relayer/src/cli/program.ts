/** The commands and their options; what they do is in `commands/`. */
import { Command, Option } from 'commander';
import { VERSION } from '../engine/version.ts';
import { MAX_LIMIT, MESSAGE_STATUSES } from '../http/requestSchemas.ts';
import type { CommandContext } from './commandOptions.ts';
import { parseHash, withApiOptions, withCommonOptions } from './commandOptions.ts';

/** The whole command line. Its errors are thrown as `CommanderError`; nothing is printed for them here. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('cxt-relayer')
    .description('Relayer of the CXT bridge: observes, accounts, signs, delivers')
    .version(VERSION, '-V, --version')
    .helpCommand('help [command]', 'help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: () => undefined,
    });
  addServiceCommands(program, context);
  addKeyCommands(program, context);
  addReadCommands(program, context);
  addActionCommands(program, context);
  addDevnetCommand(program, context);
  inheritSettings(program);
  return program;
}

/** Subcommands made with `command()` inherit these at creation; the ones with their own subcommands do, too, only when asked again. */
function inheritSettings(program: Command): void {
  for (const command of program.commands) {
    command.copyInheritedSettings(program);
    inheritSettings(command);
  }
}

function addServiceCommands(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('start'))
    .description('run the relayer until SIGTERM or Ctrl-C')
    .option('--no-wait', 'end with 75 when a chain cannot be reached at start, instead of waiting for it')
    .option('--ready-file <file>', 'write {"ready":true,…} there once ready, and remove it at the end')
    .action(async (options) => (await import('./commands/start.ts')).startCommand({ context, options }));
  withCommonOptions(program.command('init'))
    .description('make data folder, keys, sign journal and config file; overwrites nothing')
    .option('--network <name>', 'devnet, testnet, mainnet, or the path of a network file', 'devnet')
    .option('--operator <name>', 'name of this operator', 'operator')
    .option('--data-dir <folder>', 'where keys, journal and store go', './cxt-data')
    .option(
      '--import-attester <file>',
      'import this private key (64 hex digits in a file) instead of making one',
    )
    .option('--import-submitter <file>', 'the same for the submitter')
    .option(
      '--password-file <file>',
      'password of both keystores (default: $CXT_KEYSTORE_PASSWORD, or asked)',
    )
    .action(async (options) => (await import('./commands/init.ts')).initCommand({ context, options }));
  const config = program.command('config').description('look at the configuration');
  withCommonOptions(config.command('check'))
    .description('check config, chains, contracts, balances and set membership')
    .action(async (options) =>
      (await import('./commands/configCheck.ts')).configCheckCommand({ context, options }),
    );
  withApiOptions(program.command('doctor'))
    .description('config check, and the running relayer, its peers, the disk and the clock')
    .action(async (options) => (await import('./commands/doctor.ts')).doctorCommand({ context, options }));
}

function addKeyCommands(program: Command, context: CommandContext): void {
  const keys = program.command('keys').description('keystores (version 3)');
  const passwordHelp = 'file with the password (default: $CXT_KEYSTORE_PASSWORD, or asked)';
  keys
    .command('new')
    .argument('<file>', 'the keystore to write')
    .description('make a key and write it encrypted')
    .option('--json', 'print JSON, for programs')
    .option('--password-file <file>', passwordHelp)
    .action(async (file, options) =>
      (await import('./commands/keys.ts')).keysNew({ context, file, options }),
    );
  keys
    .command('import')
    .argument('<file>', 'the keystore to write')
    .description('encrypt a private key read from a file or from standard input')
    .option('--json', 'print JSON, for programs')
    .option('--private-key-file <file>', '64 hex digits (default: standard input)')
    .option('--password-file <file>', passwordHelp)
    .action(async (file, options) =>
      (await import('./commands/keys.ts')).keysImport({ context, file, options }),
    );
  keys
    .command('show')
    .argument('<file>', 'a keystore')
    .description('print the address of a keystore (never its key)')
    .option('--json', 'print JSON, for programs')
    .option('--password-file <file>', 'also prove that this password opens it')
    .action(async (file, options) =>
      (await import('./commands/keys.ts')).keysShow({ context, file, options }),
    );
}

function addReadCommands(program: Command, context: CommandContext): void {
  const read = () => import('./commands/read.ts');
  withApiOptions(program.command('status'))
    .description('who the relayer is, what it sees, whether it signs')
    .action(async (options) => (await read()).statusCommand({ context, options }));
  withApiOptions(program.command('lanes'))
    .description('every lane with its nonces and what is open')
    .action(async (options) => (await read()).lanesCommand({ context, options }));
  withApiOptions(program.command('messages'))
    .description('messages, newest first')
    .option('--sender <address>', 'only from this account')
    .option('--recipient <address>', 'only to this account')
    .addOption(new Option('--status <status>', 'only in this state').choices([...MESSAGE_STATUSES]))
    .option('--limit <n>', `at most this many, 1 to ${MAX_LIMIT}`)
    .option('--cursor <cursor>', 'read on from an earlier answer')
    .action(async (options) => (await read()).messagesCommand({ context, options }));
  withApiOptions(program.command('message'))
    .argument('<guid>', 'message', parseHash)
    .description('one message: timeline, transactions, signers, why it waits')
    .action(async (guid, options) => (await read()).messageCommand({ context, guid, options }));
  withApiOptions(program.command('supply'))
    .description('the ledger of the fixed supply; exit code 70 when it is not exact')
    .action(async (options) => (await read()).supplyCommand({ context, options }));
}

function addActionCommands(program: Command, context: CommandContext): void {
  const withAdmin = (command: Command): Command =>
    withCommonOptions(command)
      .option('--admin <url>', 'base URL of the admin port (default: from the config)')
      .option('--token-file <file>', 'file with the admin token (default: from the config)');
  withAdmin(program.command('retry'))
    .argument('<guid>', 'message', parseHash)
    .description('make a waiting message due now')
    .action(async (guid, options) =>
      (await import('./commands/retry.ts')).retryCommand({ context, guid, options }),
    );
  withAdmin(program.command('acknowledge'))
    .argument('<evidence>', 'the hash that status, log or start printed', parseHash)
    .description('lift a halt, or accept the loss of the sign journal, after reading the runbook')
    .action(async (evidence, options) =>
      (await import('./commands/acknowledge.ts')).acknowledgeCommand({ context, evidence, options }),
    );
}

function addDevnetCommand(program: Command, context: CommandContext): void {
  program
    .command('devnet')
    .description('a whole bridge on this machine; options are passed on, see devnet --help')
    .argument('[options...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (passed: string[]) =>
      (await import('./commands/devnet.ts')).devnetCommand({ context, passed }),
    );
}
