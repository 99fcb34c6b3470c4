"""Names for the arrays that travel between modules; for type checkers, so that importing smartmap stays quick."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
