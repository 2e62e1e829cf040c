#!/usr/bin/env python3
"""Cuts Noto Sans CJK JP Regular down to what page pictures need: the characters of JIS X 0208, the external
characters that Japanese offices use most, and no layout tables.

    python3 subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc subset.otf

Needs fonttools (4.68 made the file that is committed) and Debian's package fonts-noto-cjk (1:20220127).
"""

import sys

from fontTools import subset

FONT_OF_THE_COLLECTION = 0  # Noto Sans CJK JP
ROWS = [*range(1, 9), 13, *range(16, 85)]  # of JIS X 0208, with the special characters of row 13
MORE = "髙﨑德瀨栁濵神福﨟塚晴朗凞猪益礼祥靖精羽逸都鄉隆館鶴昻櫢€№℡☐☑✓◻◼〜～"
RANGES = [(0x20, 0x7F), (0xA0, 0x100), (0x2010, 0x2040), (0x2160, 0x216C), (0x2170, 0x217C), (0x2460, 0x2474),
          (0x3220, 0x3244), (0x3300, 0x3358), (0x337B, 0x33E0), (0xFF01, 0xFFE7)]


def characters():
    for row in ROWS:
        for cell in range(1, 95):
            try:
                yield from bytes([row + 0xA0, cell + 0xA0]).decode("euc_jp")
            except UnicodeDecodeError:
                pass
    yield from MORE
    for first, end in RANGES:
        yield from map(chr, range(first, end))


def main(source, target):
    options = subset.Options()
    options.font_number = FONT_OF_THE_COLLECTION
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vmtx", "vhea", "DSIG", "GDEF"]
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(characters()))
    cutter.subset(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    main(*sys.argv[1:])
