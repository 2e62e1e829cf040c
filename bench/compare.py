"""Times programs on the same files, in turn; see compare.sh, which calls this."""

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import time

PYPDFIUM2 = """
import sys, pypdfium2
for page in pypdfium2.PdfDocument(sys.argv[1]):
    text = page.get_textpage()
    for i in range(text.count_chars()):
        text.get_charbox(i)
    text.close(); page.close()
"""
PDFPLUMBER = """
import sys, pdfplumber
with pdfplumber.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        page.extract_tables()
        page.close()
"""
CAMELOT = """
import sys, camelot
camelot.read_pdf(sys.argv[1], pages="all", flavor="lattice")
"""

EACH = 'for file in "$1"/*.pdf; do pdftotext -bbox "$file" "$2" || exit; done'
AFRESH = 'rm -rf "$1" && shift && exec "$@"'

# What everything is compared with.
REFERENCE = "pdftotext -bbox"


def rows(kanrihyo, file, out):
    """Name and command of each program that is installed; of a folder, all its files are read."""
    result = os.path.join(out, "result")
    if os.path.isdir(file):
        folder = os.path.join(out, "results")
        for jobs, named in [("1", "1 thread"), ("2", "2 threads")]:
            migrate = [kanrihyo, "--jobs", jobs, "migrate", file, "--out", folder]
            yield f"kanrihyo migrate, {named}", ["sh", "-c", AFRESH, "afresh", folder, *migrate]
        if shutil.which("pdftotext"):
            yield REFERENCE, ["sh", "-c", EACH, "each", file, result]
        return
    yield "kanrihyo extract, 1 thread", [kanrihyo, "--jobs", "1", "extract", file, "-o", result]
    yield "kanrihyo extract, 2 threads", [kanrihyo, "--jobs", "2", "extract", file, "-o", result]
    if shutil.which("pdftotext"):
        yield REFERENCE, ["pdftotext", "-bbox", file, result]
    if shutil.which("mutool"):
        yield "mutool draw -F txt", ["mutool", "draw", "-q", "-F", "txt", "-o", result, file]
    for name, module, script in [
        ("pypdfium2, characters", "pypdfium2", PYPDFIUM2),
        ("pdfplumber, tables", "pdfplumber", PDFPLUMBER),
        ("camelot, lattice", "camelot", CAMELOT),
    ]:
        if importlib.util.find_spec(module):
            yield name, [sys.executable, "-c", script, file]


def run(command):
    """Seconds on the clock, seconds of the processors, peak memory in MB; None where it fails."""
    null = os.open(os.devnull, os.O_RDWR)
    begin = time.monotonic()
    redirect = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=redirect)
    _, status, usage = os.wait4(child, 0)
    elapsed = time.monotonic() - begin
    os.close(null)
    if status != 0:
        return None
    return elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def sees_japanese(file, out):
    """Whether pdftotext finds words in a file: without poppler-data it is fast, and finds none."""
    result = os.path.join(out, "words")
    subprocess.run(["pdftotext", "-bbox", "-l", "3", file, result], stderr=subprocess.DEVNULL, check=False)
    try:
        with open(result, encoding="utf-8", errors="replace") as words:
            return "<word" in words.read()
    except OSError:
        return False


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("kanrihyo")
    arguments.add_argument("files", nargs="+")
    given = arguments.parse_args()
    for file in given.files:
        if shutil.which("pdftotext") and not os.path.isdir(file) and not sees_japanese(file, given.out):
            print(f"\n{file}: pdftotext finds no words in it (is poppler-data missing?); its time means nothing here")
        programs = list(rows(given.kanrihyo, file, given.out))
        taken = {name: [] for name, _ in programs}
        # In turn, so that a busy moment of the machine is everybody's.
        for _ in range(given.runs):
            for name, command in programs:
                if taken[name] is not None:
                    got = run(command)
                    taken[name] = taken[name] + [got] if got else None
        report(os.path.basename(os.path.normpath(file)), taken)


def report(file, taken):
    median = {n: [statistics.median(column) for column in zip(*runs)] for n, runs in taken.items() if runs}
    reference = median.get(REFERENCE)
    print(f"\n{file}\n{'program':<30} {'clock s':>9} {'cpu s':>9} {'peak MB':>9}  clock, to {REFERENCE}")
    for name, runs in taken.items():
        if runs is None:
            print(f"{name:<30} failed")
            continue
        clock, cpu, peak = median[name]
        ratio = f"{clock / reference[0]:.2f}" if reference else "-"
        print(f"{name:<30} {clock:9.2f} {cpu:9.2f} {peak:9.0f}  {ratio}")


main()
