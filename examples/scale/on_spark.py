"""Clean WARC files with PySpark: python on_spark.py OUT FILE.warc.gz … → OUT/pages and OUT/groups (Parquet)."""

from __future__ import annotations

import sys
from pathlib import Path

from pages import rows, shingles
from pyspark.ml.feature import HashingTF, MinHashLSH
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, DoubleType, StringType, StructType

from copydesk import api

KINDS = {str: StringType(), float: DoubleType(), list: ArrayType(StringType())}


def main(out: str, warcs: list[str], seconds: float = api.PAGE_SECONDS) -> None:
    """Write a row for each page (which may take `seconds`), and the group of near copies of each that has a text."""
    spark = SparkSession.builder.appName("copydesk").getOrCreate()
    spark.sparkContext.addPyFile(str(Path(__file__).with_name("pages.py")))
    schema = StructType()
    for name, kind in api.ROW_FIELDS.items():
        schema.add(name, KINDS[kind])
    files = spark.sparkContext.parallelize(warcs, len(warcs))  # a task a file
    spark.createDataFrame(files.flatMap(lambda path: rows(path, seconds)), schema).write.parquet(f"{out}/pages")
    texts = spark.read.parquet(f"{out}/pages").where("error = ''").select("url", "text")
    cut = texts.withColumn("shingles", f.udf(shingles, ArrayType(StringType()))("text"))
    hashed = HashingTF(inputCol="shingles", outputCol="features", numFeatures=1 << 22, binary=True).transform(cut)
    model = MinHashLSH(inputCol="features", outputCol="hashes", numHashTables=8, seed=2020).fit(hashed)
    near = model.approxSimilarityJoin(
        hashed, hashed, 0.3
    )  # at least 70 % of their shingles in common; each with itself
    pairs = near.select(f.col("datasetA.url").alias("url"), f.col("datasetB.url").alias("other"))
    pairs.groupBy("url").agg(f.min("other").alias("group")).write.parquet(f"{out}/groups")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
