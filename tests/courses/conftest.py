import pytest

from tests.courses.people import People, editor_of, give, person, product_opening
from tests.courses.school import School, open_school


@pytest.fixture
def school(db: None) -> School:
    return open_school()


@pytest.fixture
def people(school: School) -> People:
    everyone = People(
        anna=person("anna"),
        bruno=person("bruno"),
        chloe=person("chloe"),
        denis=person("denis"),
        emma=editor_of(school.course, "emma"),
    )
    product = product_opening(school.course)
    give(product, everyone.anna)
    give(product, everyone.denis, days=-1)
    give(product_opening(school.other_course), everyone.chloe)
    return everyone
