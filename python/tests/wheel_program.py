"""Uses the installed package. Arguments: a file to read, and the source tree, which must not be used."""

import os
import sys

import arrowbridge as ab
from arrowbridge import _core

file, checkout = sys.argv[1], os.path.realpath(sys.argv[2])
package = os.path.dirname(os.path.realpath(ab.__file__))
assert not package.startswith(os.path.join(checkout, "python")), package

table = ab.open_ipc(file).read_all()
for path in (_core.__file__, _core.library_path()):
    assert os.path.dirname(os.path.realpath(path)) == package, path
assert table.num_rows == 312, table.num_rows
zones = table.column("name").to_pylist() if "name" in table.schema.names else table.to_pylist()
assert len(zones) == 312

batch = ab.RecordBatch.from_pydict({"city": ["Wien", None], "people": [2005760, 298512]})
ab.write_ipc(batch, "people.arrow")
table = ab.open_ipc("people.arrow").read_all()
assert table.to_pylist() == batch.to_pylist(), table.to_pylist()
print(f"arrowbridge {ab.version()} in {package}")
