// Each JavaScript package reads the files that the library wrote, with each codec, and compares them with the files that it wrote itself.
// usage: node check_rewritten.mjs <folder of the packages' files> <folder of the library's files>

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as flechette from '@uwdata/flechette';
import * as apache from 'apache-arrow';
import pl from 'nodejs-polars';
import { codecs } from './codecs.mjs';

const [theirs, ours] = process.argv.slice(2);
if (!existsSync(join(theirs, 'written')) || !existsSync(ours)) {
  console.log(`JS interop left out: ${ours} is not there; the test js_interop makes it`);
  process.exit(77);
}

for (const codec of Object.values(codecs)) {
  flechette.setCompressionCodec(codec.id, codec);
  apache.compressionRegistry.set(codec.id, codec);
}

// Values as text, whatever objects a reader makes of them.
function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object') return Number.isNaN(value) ? 'NaN' : value;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Map) return [...value].map(([key, item]) => [plain(key), plain(item)]);
  if (typeof value[Symbol.iterator] === 'function') return Array.from(value, plain);
  return Object.entries(value).map(([name, item]) => [name, plain(item)]);
}

const readers = {
  flechette: (path) => {
    const table = flechette.tableFromIPC(readFileSync(path), { useBigInt: true, useMap: true });
    return [table.numRows, table.children.map((column, i) => [table.schema.fields[i].name, Array.from(column, plain)])];
  },
  apache: (path) => {
    const table = apache.tableFromIPC(readFileSync(path));
    return [table.numRows, table.schema.fields.map((field, i) => [field.name, Array.from(table.getChildAt(i), plain)])];
  },
  polars: (path) => {
    const frame = path.endsWith('s') ? pl.readIPCStream(readFileSync(path)) : pl.readIPC(path);
    return [frame.height, frame.toRecords()];
  },
};

let compared = 0;
let failed = 0;
for (const name of readdirSync(theirs).filter((file) => /\.arrows?$/.test(file))) {
  for (const [reader, read] of Object.entries(readers)) {
    let expected;
    try {
      expected = JSON.stringify(read(join(theirs, name)));
    } catch {
      continue; // the reader does not know a type, or does not read its own: nothing to compare with
    }
    for (const codec of readdirSync(ours)) {
      let actual;
      try {
        actual = JSON.stringify(read(join(ours, codec, name)));
      } catch (error) {
        actual = error.stack;
      }
      compared++;
      if (actual !== expected) {
        failed++;
        console.log(`${reader}, ${codec}, ${name}:\n  ${expected}\n  ${actual}`);
      }
    }
  }
}
console.log(`${compared} comparisons, ${failed} failed`);
process.exit(failed === 0 && compared >= 1000 ? 0 : 1);
