"""Names for the arrays that pass between the modelling steps."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
JsonObject = dict[str, Any]
