// Data frames as polars writes them, compressed and not: views, large lists, categories. usage: node write_polars.mjs <folder>

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pl from 'nodejs-polars';
import { folder, save } from './save.mjs';

const long = 'longer than twelve bytes';
const columns = {
  i8: [[-128, null, 127, 0], pl.Int8],
  i32: [[-2147483648, 2147483647, null, -1], pl.Int32],
  i64: [[-5, null, 9007199254740991, 0], pl.Int64],
  u32: [[4294967295, 0, null, 1], pl.UInt32],
  f32: [[1.5, null, -0.125, 3], pl.Float32],
  f64: [[0.1, null, 12345.678, -2.5], pl.Float64],
  bool: [[true, null, false, true], pl.Bool],
  text: [['', null, long, 'äöü 日本'], pl.String],
  list: [[[1, 2], null, [], [4]], pl.List(pl.Float64)],
};

const frame = pl.DataFrame(Object.entries(columns).map(([name, [values, type]]) => pl.Series(name, values, type)));

function write(name, data, expected) {
  const path = join(folder, 'polars.tmp');
  for (const compression of ['uncompressed', 'lz4', 'zstd']) {
    const full = compression === 'uncompressed' ? name : `${name}_${compression}`;
    data.writeIPC(path, { compression });
    save(`polars_${full}.arrow`, readFileSync(path), expected);
    save(`polars_${full}.arrows`, data.writeIPCStream({ compression }), expected);
  }
}

const expected = (rows) => Object.fromEntries(
  Object.entries(columns).map(([name, [values]]) => [name, values.slice(0, rows)]));
write('frame', frame, expected(4));
// Enough rows that codecs have something to do.
const many = Array.from({ length: 200 }, (_, row) => row % 4);
write('many', pl.concat(Array.from({ length: 50 }, () => frame)),
  Object.fromEntries(Object.entries(columns).map(([name, [values]]) => [name, many.map((row) => values[row])])));
write('empty', frame.head(0), expected(0));
const words = ['a', 'b', null, 'a'];
write('categories', pl.DataFrame([pl.Series('words', words, pl.String).cast(pl.Categorical)]), { words });
write('structs', pl.DataFrame({ both: [{ x: 1, y: 'a' }, { x: null, y: long }] }),
  { both: [{ x: 1, y: 'a' }, { x: null, y: long }] });
