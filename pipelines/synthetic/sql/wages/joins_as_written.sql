-- Jobs are read in the order of delivery and each finds its desk in a hash table. Left to itself DuckDB may turn a join
-- around, by a guess at its size: then the order is lost and ten million jobs are in the hash table.
SET disabled_optimizers = 'join_order,build_side_probe_side';
