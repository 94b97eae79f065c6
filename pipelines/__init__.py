"""From register file to published snapshot: the steps, the run and the ``kompas`` command."""
