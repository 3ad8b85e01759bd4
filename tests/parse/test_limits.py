import pytest

from ipr_extract.errors import ReadError
from ipr_extract.parse import Limits


def test_sizes_are_given_in_megabytes() -> None:
    with pytest.raises(ReadError, match=r"51\.0 MB, more than the 15\.0 MB") as caught:
        Limits().check_bytes(51_000_000, Limits().max_markup_bytes)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("size", [0, 999, 1000])
def test_what_is_within_the_limit_passes(size: int) -> None:
    limits = Limits(max_bytes=1000)
    limits.check_bytes(size)
    with pytest.raises(ReadError):
        limits.check_bytes(size + 1001)
