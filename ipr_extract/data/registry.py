"""All organisations that an id can name: those of the authority list, and local ones, which follow from their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from ipr_extract.data.authority import organisations
from ipr_extract.data.local_organs import local_organisation, split_local_id
from ipr_extract.model import Organisation


class Registry(Mapping[str, Organisation]):
    """Organisations by ``organisation_id``. What is counted and listed are the central ones, in the file's order."""

    def __init__(self) -> None:
        self._central = {organisation.organisation_id: organisation for organisation in organisations()}
        # 4,096 ids are more than a batch's chunk has; what an id says is not remembered for ever.
        self._is_local = lru_cache(4_096)(lambda key: split_local_id(key) is not None)

    def __getitem__(self, organisation_id: str) -> Organisation:
        found = self._central.get(organisation_id) or local_organisation(organisation_id)
        if found is None:
            raise KeyError(organisation_id)
        return found

    def __contains__(self, organisation_id: object) -> bool:
        return organisation_id in self._central or (
            isinstance(organisation_id, str) and self._is_local(organisation_id)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._central)

    def __len__(self) -> int:
        return len(self._central)


@cache
def registry() -> Registry:
    """The registry of the files that are shipped; built once."""
    return Registry()
