import type { ErrorRow } from '../errorRow.ts';

const user = { retry: 'never', blame: 'user', alert: false, exitCode: 1 } as const;

/** The process, its HTTP ports and its command line. */
export const SERVICE_ERRORS = {
  CXT_HTTP_PORT_TAKEN: {
    what: 'the port {port} of {host} is taken',
    where: '{setting}',
    hint: 'stop the other process or choose another port',
    retry: 'operator',
    blame: 'operator',
    alert: false,
    exitCode: 1,
  },
  CXT_HTTP_BAD_REQUEST: {
    what: '{detail}',
    where: '{field}',
    hint: 'see /openapi.json for the fields and their form',
    ...user,
  },
  CXT_HTTP_NOT_FOUND: {
    what: 'there is no {subject}',
    where: '{path}',
    hint: 'check the identifier',
    ...user,
  },
  CXT_HTTP_UNAUTHORIZED: {
    what: 'the token is missing or wrong',
    where: '{path}',
    hint: 'send the admin token of the config as a bearer token',
    ...user,
  },
  CXT_HTTP_TOO_LARGE: {
    what: 'the request is larger than {limitBytes} bytes',
    where: '{path}',
    hint: 'send less at once',
    ...user,
  },
  CXT_CLI_USAGE: { what: '{detail}', where: '{argument}', hint: 'see --help', ...user },
  CXT_CLI_RELAYER_UNREACHABLE: {
    what: 'no relayer answers ({detail})',
    where: '{url}',
    hint: 'start it with "cxt-relayer start" or give its address',
    retry: 'backoff',
    blame: 'user',
    alert: false,
    exitCode: 75,
  },
  CXT_CLI_EVIDENCE_UNKNOWN: {
    what: 'no halt has the evidence {evidence}',
    where: '{subject}',
    hint: 'acknowledge exactly the hash that status and log print',
    ...user,
  },
  CXT_PROCESS_DISK_FULL: {
    what: 'no space left on the disk',
    where: '{path}',
    hint: 'free disk space and start again',
    retry: 'backoff',
    blame: 'operator',
    alert: true,
    exitCode: 75,
  },
  CXT_PROCESS_STOPPING: {
    what: 'the process is stopping',
    where: '',
    hint: 'start it again',
    retry: 'backoff',
    blame: 'operator',
    alert: false,
    exitCode: 75,
  },
  CXT_PROCESS_UNEXPECTED: {
    what: 'something unforeseen happened ({detail})',
    where: '',
    hint: 'it is tried again; report it with the log if it stays',
    retry: 'backoff',
    blame: 'us',
    alert: true,
    exitCode: 75,
  },
} as const satisfies Record<string, ErrorRow>;
