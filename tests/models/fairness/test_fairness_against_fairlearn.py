"""The figures beside those of Fairlearn's MetricFrame, another hand's arithmetic on the same units."""

import numpy as np
import polars as pl
import pytest
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate
from sklearn.metrics import precision_score

from models.fairness.figures import Choice, group_figures

THEIRS = {"false_positive_rate": false_positive_rate, "false_negative_rate": false_negative_rate}


@pytest.fixture(scope="module")
def units():
    generator = np.random.default_rng(8)
    count = 6000
    probability = generator.choice([0.1, 0.3, 0.5], count)
    return pl.DataFrame(
        {
            "unit": [f"u{number}" for number in range(count)],
            "employer_id": [f"e{number // 2}" for number in range(count)],
            "sector": generator.choice(list("ABCD"), count, p=[0.4, 0.3, 0.2, 0.1]),
            "region": generator.choice(["Noord", "Zuid", "West"], count),
            "chosen": generator.random(count) < 0.3,
            "outcome": generator.random(count) < 0.25,
            "probability": probability,
            "drawn": generator.random(count) < probability,
        }
    )


@pytest.fixture(scope="module")
def ours(units):
    groups = units.unpivot(["sector", "region"], index="unit", variable_name="dimension", value_name="group")
    return group_figures(units, groups, Choice("plan"), pairs=True, resamples=100)


def by_group(measure, metric, units, columns, weights):
    frame = MetricFrame(
        metrics={measure: metric},
        y_true=units["outcome"].to_numpy().astype(int),
        y_pred=units["chosen"].to_numpy().astype(int),
        sensitive_features={name: units[name].to_numpy() for name in columns},
        sample_params={measure: {"sample_weight": weights}},
    )
    values = frame.by_group[measure]
    names = values.index if len(columns) == 1 else [" x ".join(names) for names in values.index]
    return dict(zip(names, values, strict=True))


@pytest.mark.parametrize("columns", [["sector"], ["region"], ["sector", "region"]])
def test_figures_are_those_of_metric_frame(units, ours, columns):
    drawn = units.filter("drawn")
    told = ours.filter(dimension=" x ".join(columns))
    weighed = THEIRS | {"precision": precision_score}
    for measure, metric in weighed.items():
        theirs = by_group(measure, metric, drawn, columns, 1 / drawn["probability"].to_numpy())
        values = told.filter(measure=measure).drop_nulls("value").select("group", "value").rows()
        assert len(values) >= 3, measure
        for group, value in values:
            assert value == pytest.approx(theirs[group]), (measure, group)
    everybody = by_group("rate", selection_rate, units, columns, np.ones(len(units)))
    rates = told.filter(measure="selection_rate").select("group", "value")
    assert dict(rates.iter_rows()) == pytest.approx(everybody)
