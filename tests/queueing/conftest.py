from __future__ import annotations

import pytest

from queueing.hall import Hall
from tests.support import CLERK, OTHER_CLERK


@pytest.fixture
def clerks_at_both_windows(hall: Hall) -> None:
    hall.open_counter(CLERK, 1)
    hall.open_counter(OTHER_CLERK, 2)
