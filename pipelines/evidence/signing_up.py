"""From the names of features to signatures: what is open about them is measured at the moment of signing."""

from collections.abc import Sequence

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from models.evidence.feature_standing import FeatureSignature, inputs_hash
from pipelines.evidence.gathering import feature_standings, measured_links, sources_of
from pipelines.evidence.signing import Signing, sign


def sign_features(settings: KompasSettings, names: Sequence[str], signing: Signing) -> tuple[FeatureSignature, ...]:
    """Record that a person signs for features, for what is open about each now.

    Args:
        settings: The run's settings.
        names: The features.
        signing: Who, why and until when.

    Raises:
        MissingSnapshotError: There are no models yet.
        KompasError: See ``pipelines.evidence.signing.sign``.
    """
    folder = SnapshotFolder(settings.snapshots_dir)
    models = folder.latest("models")
    features = folder.input_of(models, "features")
    links = measured_links(features, folder.input_of(features, "warehouse"))
    found = feature_standings(sources_of(settings, folder, models), links)
    return sign(settings, found, names, signing, inputs_hash([item.feature.name for item in found]))
