"""How are libraries imported that make folders in the home of whoever imports them?"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_FOLDERS = ("XDG_DATA_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")
"""Where PySAL (data of its examples) and matplotlib (fonts) put what nobody here asks for."""


@contextmanager
def away_from_home() -> Iterator[None]:
    """Point libraries at a folder that is gone afterwards, while they are imported.

    Examples
    --------
    >>> with away_from_home():
    ...     from esda import Moran_Local
    """
    before = {name: os.environ.get(name) for name in _FOLDERS}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(dict.fromkeys(_FOLDERS, folder))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
