"""Registers of single workers: who needs a permit and has one, who was placed where, and what a payslip shows."""

from pipelines.synthetic.workers.registers import write_worker_registers

__all__ = ["write_worker_registers"]
