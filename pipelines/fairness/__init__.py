"""The audit of fairness: the one process that opens the store of traits, and publishes figures of groups only.

``traits`` opens the store, ``sources`` finds what is audited, ``candidates`` and ``cases`` gather units, ``measuring``
and ``testing`` call the statistics of ``models.fairness``, ``hiding`` takes out what is about too few, ``summary``,
``writing`` and ``showing`` put it into data and words.
"""
