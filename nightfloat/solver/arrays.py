"""Arrays by what they hold, whatever their shape."""

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
# members of people by day, as processes send them
type Rows = NDArray[np.int16]
