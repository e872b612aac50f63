select i::tinyint c0, i::utinyint c1, i::smallint c2, i::integer c3, i::bigint c4, i::ubigint c5, i::float c6, i::double c7,
  i::decimal(5,2) c8, i::decimal(30,2) c9, case when i % 3 = 0 then null else 'text ' || i end c10, ('b' || i)::blob c11,
  i % 2 = 0 c12, date '2020-01-01' + i::int c13, timestamp '2020-01-01' + to_seconds(i) c14, time '01:02:03' c15,
  to_days(i::int) c16, [i, i + 1, null] c17, {'x': i, 'y': 's'} c18, map {'k': i} c19, uuid() c20, array[i, 2]::int[2] c21,
  null c22, union_value(num := i::int) c23, [['a'], []] c24, (i % 3)::varchar::enum('0', '1', '2') c25
from range(100) t(i)
