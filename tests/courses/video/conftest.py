from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.utils import translation

from tests.courses.video import films


@pytest.fixture(scope="session")
def film_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture
def film_of(film_folder: Path) -> Callable[[str], Path]:
    return lambda name: films.film(name, film_folder)


@pytest.fixture
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def on_disk() -> Callable[[], set[Path]]:
    """Every file the site keeps of films, uploads under way included."""
    roots = [Path(storages["private"].location), Path(settings.FILE_UPLOAD_TEMP_DIR)]
    return lambda: {
        path for root in roots for path in root.rglob("*") if path.is_file()
    }
