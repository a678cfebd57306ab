/** One text per value, so that answers of different providers can be compared: keys sorted, bigints and bytes spelled out. */
export function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array)
    return `0x${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  if (value instanceof Map) {
    const rows = [...value].map(([key, entry]) => `${canonical(key)}=>${canonical(entry)}`);
    return `Map(${rows.toSorted().join(',')})`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const rows = Object.entries(value).map(([key, entry]) => `${key}:${canonical(entry)}`);
    return `{${rows.toSorted().join(',')}}`;
  }
  return JSON.stringify(value) ?? 'undefined';
}
