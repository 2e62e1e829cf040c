"""The package in an environment that has nothing else: reading needs nothing else."""

import os
import subprocess
import sys
from decimal import Decimal

import kanrihyo

path = sys.argv[1]
document = kanrihyo.read(path)
written = subprocess.run([os.environ["KANRIHYO"], "extract", path], capture_output=True, check=True).stdout
assert document.to_json().encode() == written
version = subprocess.run([os.environ["KANRIHYO"], "--version"], capture_output=True, check=True).stdout.decode()
assert version.split()[1] == kanrihyo.__version__
assert document.name == "zuiun-2019.pdf" and document.status == "complete" and len(document.sha256) == 64
figures = [o.value for s in document.sheets for i in s.indicators for o in i.observations]
assert figures and all(f.number is None or isinstance(f.number, Decimal) for f in figures)
assert len(document.rows("observation")) == len(figures)
assert all(member.__doc__ for name in kanrihyo.__all__ if callable(member := getattr(kanrihyo, name)))
for missing in ("pyarrow", "pandas", "polars"):
    assert missing not in sys.modules
try:
    document.to_arrow()
except ModuleNotFoundError as error:
    assert "pyarrow" in str(error)
else:
    raise AssertionError("there is no pyarrow here")
