"""The synthetic Netherlands: register deliveries to learn on, and the truth behind them that nobody else may read.

Employers have causes (capacity to comply, knowledge, intent, price pressure), the causes make them break a law or
not, and what they do leaves traces in the registers: some of it, and often weakly. Nothing here is about a real
person or employer.
"""

from pipelines.synthetic.generate import SyntheticResult, generate

__all__ = ["SyntheticResult", "generate"]
