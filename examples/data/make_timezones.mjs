// Writes timezones.arrow (IPC file format) and timezones.arrows (IPC stream format), uncompressed,
// from the zone files of the system. The values come from zone1970.tab, iso3166.tab and the
// compiled zones of tzdata, which are in the public domain.
//
// usage: node make_timezones.mjs [zoneinfo folder] [output folder]

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  TimeUnit, bool, dictionary, field, float64, int32, list, tableFromArrays, tableToIPC, timestamp,
  uint8, utf8,
} from '@uwdata/flechette';

const zoneinfo = process.argv[2] ?? '/usr/share/zoneinfo';
const outputFolder = process.argv[3] ?? dirname(fileURLToPath(import.meta.url));
const rowsPerBatch = 64;

function readLines(name) {
  return readFileSync(join(zoneinfo, name), 'utf8').split('\n');
}

function readTable(name) {
  return readLines(name)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
}

// "+DDMM", "+DDDMM", "+DDMMSS" or "+DDDMMSS", with either sign.
function parseAngle(text, degreeDigits) {
  const sign = text[0] === '-' ? -1 : 1;
  const degrees = Number(text.slice(1, 1 + degreeDigits));
  const minutes = Number(text.slice(1 + degreeDigits, 3 + degreeDigits));
  const seconds = Number(text.slice(3 + degreeDigits) || 0);
  return sign * (degrees * 3600 + minutes * 60 + seconds) / 3600;
}

function parseCoordinates(text) {
  const split = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
  return [parseAngle(text.slice(0, split), 2), parseAngle(text.slice(split), 3)];
}

// The standard offset and whether the zone still changes its clocks, from a POSIX TZ string such as
// "CET-1CEST,M3.5.0,M10.5.0/3". POSIX counts west of Greenwich as positive; the table counts east.
function parseRule(rule) {
  const parts = /^(?:<[^>]+>|[A-Za-z]+)([-+]?)(\d+)(?::(\d+))?(?::(\d+))?(.*)$/.exec(rule);
  if (parts === null) throw new Error(`not a POSIX TZ string: ${rule}`);
  const [, sign, hours, minutes, seconds, rest] = parts;
  const size = Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  const offset = size === 0 ? 0 : sign === '-' ? size : -size;
  return { offset, changesClocks: rest !== '' };
}

// The length of one block of a TZif file (RFC 8536), without its header of 44 bytes.
function blockLength(bytes, header, timeSize) {
  const count = (index) => bytes.readUInt32BE(header + 20 + 4 * index);
  const [isUtc, isStandard, leaps, times, types, characters] = [0, 1, 2, 3, 4, 5].map(count);
  return times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + isStandard
    + isUtc;
}

// The first moment at which the zone's clocks changed, and the rule that holds after the last one.
function readZone(name) {
  const bytes = readFileSync(join(zoneinfo, name));
  if (bytes.toString('latin1', 0, 4) !== 'TZif' || bytes[4] < 0x32) {
    throw new Error(`${name} is not a TZif file of version 2 or later`);
  }
  const second = 44 + blockLength(bytes, 0, 4);
  const transitions = bytes.readUInt32BE(second + 32);
  const footer = second + 44 + blockLength(bytes, second, 8);
  return {
    firstTransition: transitions === 0 ? null : Number(bytes.readBigInt64BE(second + 44)),
    rule: bytes.toString('latin1', footer + 1, bytes.length - 1),
  };
}

function readRows() {
  const countryNames = new Map(readTable('iso3166.tab'));
  return readTable('zone1970.tab').map(([codes, coordinates, zone, comments]) => {
    const countries = codes.split(',');
    const [latitude, longitude] = parseCoordinates(coordinates);
    const { firstTransition, rule } = readZone(zone);
    const { offset, changesClocks } = parseRule(rule);
    return {
      zone,
      country: countryNames.get(countries[0]),
      countries,
      latitude,
      longitude,
      utc_offset: offset,
      changes_clocks: changesClocks,
      first_transition: firstTransition === null ? null : firstTransition * 1000,
      rule,
      comments: comments ?? null,
    };
  });
}

const types = {
  zone: utf8(),
  country: dictionary(utf8(), uint8()),
  countries: list(field('item', utf8(), false)),
  latitude: float64(),
  longitude: float64(),
  utc_offset: int32(),
  changes_clocks: bool(),
  first_transition: timestamp(TimeUnit.SECOND, 'UTC'),
  rule: utf8(),
  comments: utf8(),
};
const nullable = new Set(['first_transition', 'comments']);
const fieldMetadata = {
  latitude: { unit: 'degrees north' },
  longitude: { unit: 'degrees east' },
  utc_offset: { unit: 'seconds east of UTC, standard time' },
};

const version = /^# version (\S+)$/.exec(readLines('tzdata.zi')[0])[1];
const rows = readRows();
const arrays = Object.fromEntries(
  Object.keys(types).map((name) => [name, rows.map((row) => row[name])]));
const table = tableFromArrays(arrays, { types, maxBatchRows: rowsPerBatch });
table.schema.metadata = new Map([['source', `tzdata ${version}`], ['license', 'public domain']]);
for (const column of table.schema.fields) {
  column.nullable = nullable.has(column.name);
  const metadata = fieldMetadata[column.name];
  if (metadata) column.metadata = new Map(Object.entries(metadata));
}

writeFileSync(join(outputFolder, 'timezones.arrow'), tableToIPC(table, { format: 'file' }));
writeFileSync(join(outputFolder, 'timezones.arrows'), tableToIPC(table, { format: 'stream' }));
