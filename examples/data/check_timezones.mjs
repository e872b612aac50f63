// Reads timezones.arrow and timezones.arrows with apache-arrow, which is not the implementation that
// wrote them, and checks them against README.md. Ends with an error if they differ.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';

const folder = new URL('.', import.meta.url);
const knownRows = new Map([
  [0, ['Europe/Andorra', 'Andorra', ['AD'], 42.5, 1.5166666666666666, 3600, true, -2177453164,
    'CET-1CEST,M3.5.0,M10.5.0/3', null]],
  [1, ['Asia/Dubai', 'United Arab Emirates', ['AE', 'OM', 'RE', 'SC', 'TF'], 25.3, 55.3, 14400,
    false, -1577936472, '<+04>-4', 'Crozet']],
  [63, ['America/Belize', 'Belize', ['BZ'], 17.5, -88.2, -21600, false, -1822500432, 'CST6', null]],
  [64, ['America/St_Johns', 'Canada', ['CA'], 47.56666666666667, -52.71666666666667, -12600, true,
    -2713897748, 'NST3:30NDT,M3.2.0,M11.1.0', 'Newfoundland, Labrador (SE)']],
  [311, ['Africa/Johannesburg', 'South Africa', ['ZA', 'LS', 'SZ'], -26.25, 28, 7200, false,
    -2458173120, 'SAST-2', null]],
]);

function readRow(table, index) {
  return table.schema.fields.map(({ name }) => {
    const value = table.getChild(name).get(index);
    if (name === 'countries') return [...value];
    return name === 'first_transition' ? value / 1000 : value;
  });
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function check(name) {
  const bytes = readFileSync(new URL(name, folder));
  const table = tableFromIPC(bytes);
  const rows = Array.from({ length: table.numRows }, (_, index) => readRow(table, index));
  assert.deepEqual(table.batches.map((batch) => batch.numRows), [64, 64, 64, 64, 56]);
  assert.equal(table.schema.metadata.get('license'), 'public domain');
  for (const [index, row] of knownRows) assert.deepEqual(rows[index], row);
  console.log(`${name}: ${bytes.length} bytes, sha256 ${
    createHash('sha256').update(bytes).digest('hex')}`);
  console.log(`  ${table.schema.metadata.get('source')}, ${table.numRows} rows in ${
    table.batches.length} batches, ${table.getChild('comments').nullCount} null comments, ${
    new Set(rows.map((row) => row[1])).size} countries, ${
    sum(rows.map((row) => row[2].length))} codes, ${
    rows.filter((row) => row[6]).length} change their clocks, sum of offsets ${
    sum(rows.map((row) => row[5]))}`);
  for (const field of table.schema.fields) {
    console.log(`  ${field.name}: ${field.type}${field.nullable ? '' : ' not null'}`);
  }
  return rows;
}

assert.deepEqual(check('timezones.arrow'), check('timezones.arrows'));
