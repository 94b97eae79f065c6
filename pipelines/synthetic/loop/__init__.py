"""What choosing does to learning: years of target, inspect and learn; estimates held against what is really done."""
