import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, systemRandomness } from './systemClock.ts';

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000 }));
  afterEach(() => void vi.useRealTimers());

  it('tells milliseconds and sleeps as long as asked, no less', async () => {
    const clock = systemClock();
    const slept = vi.fn();
    const sleeping = clock.sleep(500).then(slept);
    await vi.advanceTimersByTimeAsync(499);
    expect(slept).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(clock.nowMs()).toBe(1_500);
  });

  it('sleeps longer than a timer of Node can', async () => {
    const slept = vi.fn();
    const sleeping = systemClock()
      .sleep(2 ** 31 + 10)
      .then(slept);
    await vi.advanceTimersByTimeAsync(2 ** 31 + 9);
    expect(slept).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
  });

  it('ends with the reason of the signal, before and during the sleep, and leaves no timer', async () => {
    const clock = systemClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(1_000, controller.signal);
    controller.abort(new Error('stop'));
    await expect(sleeping).rejects.toThrow('stop');
    expect(vi.getTimerCount()).toBe(0);
    await expect(clock.sleep(1_000, controller.signal)).rejects.toThrow('stop');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no listener on a signal that is never used', async () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i++) {
      const sleeping = systemClock().sleep(1, signal);
      await vi.advanceTimersByTimeAsync(1);
      await sleeping;
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('draws numbers from 0 to 1', () => {
    const { next } = systemRandomness();
    const drawn = Array.from({ length: 200 }, next);
    expect(drawn.every((n) => n >= 0 && n < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(190);
  });
});
