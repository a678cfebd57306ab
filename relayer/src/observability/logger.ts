/**
 * Structured log, JSON lines by pino. The message is a constant; data goes into fields. Whatever is passed, no secret of the
 * config, no URL behind its host and no key gets out (see `logFields.ts`).
 */
import type { Clock } from '@cxt-bridge/adapters/core';
import { pino } from 'pino';
import { scrub } from '../errors/index.ts';
import { safeFields } from './logFields.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger whose lines all carry `fields`. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Carried by every line. */
  readonly fields?: LogFields;
  /** Where lines go, one call a line; the standard output by default. */
  readonly write?: (line: string) => void;
}

/** A logger of its own; nothing is global. */
export function createLogger(options: LoggerOptions): Logger {
  const { level, clock, fields = {}, write } = options;
  const settings = {
    level,
    base: safeFields(fields),
    timestamp: () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return wrap(write === undefined ? pino(settings) : pino(settings, { write }));
}

/** Writes nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};

function wrap(target: pino.Logger): Logger {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: LogFields, message: string) => {
    // WHY: asked before the fields are made safe, which costs more than the line itself when nobody reads it.
    if (target.isLevelEnabled(level)) target[level](safeFields(fields), scrub(message));
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(target.child(safeFields(fields))),
  };
}
