"""The same feature definitions beyond one machine: our DuckDB SQL carried to Apache Spark (the extra ``spark``)."""
