"""Fitted models on the engines that people have for many rows: Dask, Ray Data and Spark, each with its extra.

`codings.engines.dask`, `ray` and `spark` have one function each, `apply`; nothing here schedules anything.
"""
