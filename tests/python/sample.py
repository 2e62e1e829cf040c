"""What an analyst writes; mypy --strict reads it, and it runs."""

import sys
from decimal import Decimal

import kanrihyo
from kanrihyo.records import Finding, Indicator, Quantity, Sheet


def actuals(sheet: Sheet, year: int) -> Decimal:
    """The sum of a year's actual figures."""
    observations = [o for indicator in sheet.indicators for o in indicator.observations]
    numbers = [o.value.number for o in observations if o.fiscal_year == year and o.role == "actual"]
    return sum((number for number in numbers if number is not None), Decimal(0))


def unsure(indicator: Indicator) -> list[Quantity]:
    """The figures that a person should look at."""
    return [o.value for o in indicator.observations if o.value.confidence < 0.9]


def told(finding: Finding) -> str:
    return f"{finding.rule} {finding.sheet or '-'}: {finding.printed} {finding.message.ja}"


try:
    document: kanrihyo.Document = kanrihyo.read(sys.argv[1], limits={"pages": 1000})
except kanrihyo.EncryptedError as error:
    sys.exit(error.message_ja)

year: int = document.fiscal_year or 0
by_sheet: dict[str, Decimal] = {sheet.id: actuals(sheet, year) for sheet in document.sheets}
looks = [quantity.printed for sheet in document.sheets for i in sheet.indicators for quantity in unsure(i)]
lines: list[str] = [told(finding) for finding in document.findings]
names = [sheet.project.name.printed for sheet in document.sheets if sheet.project.name is not None]
for read in kanrihyo.read_many(sys.argv[1:], jobs=2):
    if isinstance(read, kanrihyo.Error):
        print(read.kind)
    else:
        print(read.name, len(read.rows("finding")))
frame = document.to_polars("score")
assert frame.height == len(document.rows("score")) and sum(by_sheet.values()) > 0 and names and lines
