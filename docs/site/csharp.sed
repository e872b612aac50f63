# What Doxygen 1.9 does not understand of C#: namespaces without braces, and functions that return tuples.
s/^namespace \(.*\);$/namespace \1 {/
s/ (RecordBatchReader First, RecordBatchReader All) Peek/ ValueTuple<RecordBatchReader, RecordBatchReader> Peek/
$a }
