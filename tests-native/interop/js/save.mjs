// Files for the interop tests: Arrow data, and the expected printed text of its values.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const folder = process.argv[2];

// A value as ArrowBridgeArrayToString() prints it: lists and structs by their items, others as
// JavaScript prints them.
export function text(value) {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) {
    return [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${text(key)}: ${text(item)}`).join(', ')}}`;
  }
  if (typeof value === 'object') {
    return `{${Object.entries(value).map(([name, item]) => `${name}: ${text(item)}`).join(', ')}}`;
  }
  return String(value);
}

// The expected file has the number of rows, then a line for each cell.
// `columns`: names and lists of values; a list of strings in `printed` says where a type is printed
// in words of its own.
export function save(
  name, bytes, columns, printed = {}, rows = Object.values(columns)[0].length) {
  writeFileSync(join(folder, name), bytes);
  const lines = [`${rows}\n`];
  for (const [column, values] of Object.entries(columns)) {
    const texts = printed[column] ?? Array.from(values, text);
    texts.forEach((cell, row) => lines.push(`${column}\t${row}\t${cell}\n`));
  }
  writeFileSync(join(folder, `${name}.expected`), lines.join(''));
}
