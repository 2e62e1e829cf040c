"""Writes kanrihyo/records.py out of schemas/document.v1.json; with --check only says whether it is so written.

The schema comes from the types of the program, so the classes of Python cannot drift from what it writes.
"""

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent / "schemas" / "document.v1.json"
MODULE = HERE / "kanrihyo" / "records.py"

HEAD = '''\
"""The records of a document, key by key as its JSON has them.

Generated from ``schemas/document.v1.json`` by ``generate.py``. What is absent is None, False or an empty list;
figures that were printed or recomputed are ``decimal.Decimal``, never floats. Boxes are in points (1/72 inch) from
the top left of the page as it is shown; pages count from 1; fiscal years are western start years.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Union
'''


def type_of(schema: dict[str, Any]) -> str:
    """The type of a value, as Python writes it."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return {"Number": "Decimal", "Confidence": "float"}.get(name, name)
    if "anyOf" in schema:
        kinds = [type_of(kind) for kind in schema["anyOf"]]
        return " | ".join([kind for kind in kinds if kind != "None"] + ["None"] * ("None" in kinds))
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(word, ensure_ascii=False) for word in schema['enum'])}]"
    if "const" in schema:
        return f"Literal[{json.dumps(schema['const'])}]"
    kind = schema["type"]
    if isinstance(kind, list):
        return " | ".join(type_of({**schema, "type": one}) for one in sorted(kind, key=lambda one: one == "null"))
    if kind == "array":
        items = type_of(schema["items"])
        if "minItems" in schema and schema["minItems"] == schema.get("maxItems"):
            return f"tuple[{', '.join([items] * schema['minItems'])}]"
        return f"list[{items}]"
    return {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}[kind]


def default_of(kind: str) -> tuple[str, str]:
    """The type of a key that may be absent, and what then stands for it."""
    if kind.startswith("list["):
        return kind, "dataclasses.field(default_factory=list)"
    return (kind, "False") if kind == "bool" else (f"{kind} | None", "None")


def text(about: str) -> str:
    """A description of the schema as prose: its links are of Rust."""
    return about.replace("[`", "`").replace("`]", "`").replace("\n", " ")


def wrapped(about: str, indent: int) -> str:
    blanks = " " * indent
    lines = textwrap.wrap(text(about), 116 - indent, break_on_hyphens=False)
    return "\n".join(blanks + line for line in lines)


def record(name: str, schema: dict[str, Any]) -> str:
    """The class of an object."""
    attributes, members = [], []
    for key, member in schema["properties"].items():
        kind = type_of(member)
        if key in schema.get("required", []):
            member_line = f"    {key}: {kind}"
        else:
            kind, default = default_of(kind)
            member_line = f"    {key}: {kind} = {default}"
        attributes.append(f"    {key} : {kind}\n{wrapped(member['description'], 8)}")
        members.append(member_line)
    summary = wrapped(schema["description"], 4).lstrip()
    return (
        "\n\n@dataclass(frozen=True, kw_only=True)\n"
        f"class {name}:\n"
        f'    """{summary}\n\n    Attributes\n    ----------\n' + "\n".join(attributes) + '\n    """\n\n' + "\n".join(members) + "\n"
    )


def union(name: str, schema: dict[str, Any]) -> str:
    """The name of a choice between types, or of a closed list of words."""
    words = [word["const"] if "const" in word else word for kind in schema.get("oneOf", []) for word in kind.get("enum", [kind])]
    kind = type_of({"enum": words}) if words else type_of(schema)
    parts = kind.split(" | ")
    if len(parts) > 1:
        kind = f"Union[{', '.join(parts)}]"
    return f"\n\n{name} = {kind}\n" + f'"""{text(schema["description"])}"""\n'


def module() -> str:
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    for name in ("Number", "Confidence", "SchemaId", "Tool"):
        del definitions[name]
    records = {name: schema for name, schema in definitions.items() if schema.get("type") == "object"}
    unions = {name: schema for name, schema in definitions.items() if name not in records}
    names = ",\n".join(f'    "{name}"' for name in sorted(definitions))
    return (
        HEAD
        + f"\n__all__ = [\n{names},\n]\n"
        + "".join(record(name, schema) for name, schema in records.items())
        + "".join(union(name, schema) for name, schema in unions.items())
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(None if MODULE.read_text(encoding="utf-8") == module() else f"{MODULE.name} is stale: run generate.py")
    MODULE.write_text(module(), encoding="utf-8")
