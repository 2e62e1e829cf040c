"""Documents by the million: runs `kanrihyo worker` on every core of a Spark cluster and writes the six tables that
`kanrihyo migrate` writes, as Parquet. Spark moves, retries and commits; the program says what a row is.

    spark-submit kanrihyo_spark.py --manifest paths.txt --out hdfs:///kanrihyo -- --limit pages=5000
    spark-submit kanrihyo_spark.py --binary 's3a://archive/*/*.pdf' --out s3a://lake/kanrihyo

What follows `--` goes to the workers. The status is 0, or 3 where some inputs could not be read: see OUT/manifest.
"""

import argparse
import base64
import contextlib
import itertools
import json
import subprocess
import sys
import threading

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

SETTINGS = {
    # Documents are large rows: a few at a time in memory.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
    "spark.sql.parquet.columnarReaderBatchSize": "16",
    # What a task that dies has written is never seen.
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "1",
}


class Worker:
    """A `kanrihyo worker`, started again when it dies."""

    def __init__(self, command, seconds):
        self.command, self.seconds, self.process = command, seconds, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts it; gives the tables without rows, by name."""
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe)
        with self.limited():
            hello = self.process.stdout.readline()
        if not hello:
            raise ConnectionError(f"{self.command} ended, or was silent for {self.seconds} seconds, before it began")
        try:
            return streams(json.loads(hello)["tables"])
        except (ValueError, KeyError, TypeError):
            self.stop()
            raise RuntimeError(f"{self.command} is no worker that answers with rows: {hello[:200]}") from None

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            # What was not taken yet is taken by nobody.
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        self.process = None

    @contextlib.contextmanager
    def limited(self):
        """Kills it when what is done with it takes too long."""
        late = threading.Timer(self.seconds, self.process.kill)
        late.start()
        try:
            yield
        finally:
            late.cancel()

    def ask(self, request):
        """The reply to a request, a line of JSON whose id is 0. Who dies over it twice, of whatever, does not answer."""
        for _ in range(2):
            try:
                if not self.process:
                    self.start()
                with self.limited():
                    self.process.stdin.write(request.encode() + b"\n")
                    self.process.stdin.flush()
                    reply = json.loads(self.process.stdout.readline())
                if reply["id"] == 0 and reply["rows" if reply["ok"] else "error"] is not None:
                    return reply
            except (OSError, ValueError, KeyError, TypeError):
                pass
            self.stop()
        message = f"the worker died, hung for {self.seconds} seconds or talked nonsense, twice"
        return {"ok": False, "error": {"kind": "crashed", "message": {"en": message}}}


def streams(rows):
    """The tables of a line of the worker: name to Arrow stream."""
    return {told["table"]: base64.b64decode(told["arrow_base64"]) for told in rows}


def read(command, seconds, columns):
    """Inputs -> what their worker says of each: its rows, packed; or why there are none."""

    def request(row):
        if row.get("content") is None:
            return json.dumps({"id": 0, "path": row["path"]})
        content = base64.b64encode(row["content"]).decode()
        return json.dumps({"id": 0, "bytes_base64": content, "name": row["path"].rsplit("/", 1)[-1]})

    def record(path, reply):
        if not reply["ok"]:
            error = reply["error"]
            return {"path": path, "kind": error["kind"], "message": error["message"]["en"]}
        edition = json.dumps(reply["edition"], ensure_ascii=False)
        told = {"path": path, "document_id": reply["document_id"], "body": reply["body"], "edition": edition}
        return told | streams(reply["rows"])

    def task(batches):
        with Worker(command, seconds) as worker:
            for row in itertools.chain.from_iterable(batch.to_pylist() for batch in batches):
                told = record(row["path"], worker.ask(request(row)))
                yield pa.RecordBatch.from_pylist([told], schema=columns)

    return task


def unpacked(batches):
    """Packed rows of a table -> the rows."""
    for batch in batches:
        for stream in batch.column(0):
            yield from pa.ipc.open_stream(stream.as_py())


def compare(command, seconds):
    """Editions, those of a body together -> the rows that their comparison adds."""

    def task(batches):
        rows = itertools.chain.from_iterable(batch.to_pylist() for batch in batches)
        with Worker(command, seconds) as worker:
            for body, group in itertools.groupby(rows, lambda row: row["of"]):
                editions = ",".join(row["edition"] for row in group)
                reply = worker.ask('{"id":0,"editions":[' + editions + "]}")
                if not reply["ok"]:
                    # Findings that are not made are not left out without a word.
                    raise RuntimeError(f"the editions of {body} cannot be compared: {reply['error']}")
                for stream in streams(reply["rows"]).values():
                    yield from pa.ipc.open_stream(stream)

    return task


def run(spark, inputs, out, command, seconds):
    """Reads the inputs and writes the tables; gives how many could not be read."""
    with Worker(command, seconds) as worker:
        tables = {name: pa.ipc.open_stream(stream).schema for name, stream in worker.start().items()}
    texts = ["path", "document_id", "body", "edition", "kind", "message"]
    columns = pa.schema([(name, pa.string()) for name in texts] + [(name, pa.binary()) for name in tables])
    told = inputs.mapInArrow(read(command, seconds, columns), from_arrow_schema(columns))
    told.write.mode("overwrite").parquet(f"{out}/read")
    told = spark.read.parquet(f"{out}/read")

    # Of copies the rows stand once: those of the first by folder and name.
    copies = told.where("document_id is not null").groupBy("document_id")
    first = copies.agg(F.min_by("path", F.split("path", "/")).alias("path"))
    once = told.join(first, ["document_id", "path"], "left_semi")
    editions = once.select(F.coalesce("body", "document_id").alias("of"), "edition")
    together = editions.repartition("of").sortWithinPartitions("of")
    for name, columns in tables.items():
        schema = from_arrow_schema(columns)
        rows = once.where(F.col(name).isNotNull()).select(name).mapInArrow(unpacked, schema)
        if name == "finding":
            rows = rows.union(together.mapInArrow(compare(command, seconds), schema))
        key = [column for column in ("published_year", "publisher", "document_id", "position") if column in columns.names]
        rows = rows.sortWithinPartitions(*key)
        rows.write.mode("overwrite").option("compression", "zstd").parquet(f"{out}/warehouse/{name}")

    status = F.when(F.col("kind").isNull(), "read").otherwise("failed")
    manifest = told.select("path", "document_id", status.alias("status"), "kind", "message")
    manifest.write.mode("overwrite").json(f"{out}/manifest")
    return told.where("kind is not null").count()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--manifest", help="text with a path a line, as every machine of the cluster sees it")
    what.add_argument("--binary", help="pattern of objects or files that Spark reads and hands to the workers")
    parser.add_argument("--out", required=True, help="folder for read/, warehouse/ and manifest/, as Spark knows it")
    parser.add_argument("--kanrihyo", default="kanrihyo", help="the program, as every machine finds it")
    parser.add_argument("--seconds", type=float, default=300, help="most time for one document")
    parser.add_argument("--tasks", type=int, help="into how many pieces the inputs are parted")
    parser.add_argument("options", nargs="*", help="options of the workers, after --")
    arguments = parser.parse_args()
    builder = SparkSession.builder.appName("kanrihyo")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    tasks = arguments.tasks or 4 * spark.sparkContext.defaultParallelism
    if arguments.manifest:
        lines = spark.read.text(arguments.manifest).where("value != ''")
        inputs = lines.select(F.col("value").alias("path")).distinct().repartition(tasks, "path")
    else:
        inputs = spark.read.format("binaryFile").load(arguments.binary).select("path", "content")
        inputs = inputs.repartition(tasks, "path")
    command = [arguments.kanrihyo, "worker", "--tables", "--jobs", "1", *arguments.options]
    failed = run(spark, inputs, arguments.out, command, arguments.seconds)
    spark.stop()
    sys.exit(3 if failed else 0)


if __name__ == "__main__":
    main()
