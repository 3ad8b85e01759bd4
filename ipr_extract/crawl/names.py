"""Under which names the archive keeps what a crawl wants to know next time."""


def last_name(site: str) -> str:
    """When a site was last crawled to the end (UTC)."""
    return f"crawl/{site}/last"


def since_name(site: str) -> str:
    """Since when its news are not told yet (UTC)."""
    return f"crawl/{site}/since"


def open_name(site: str) -> str:
    """Whether a crawl is going on or was killed, and which attachments it still wants."""
    return f"crawl/{site}/open"


def column_name(site: str, column: str) -> str:
    """How far the reading of a column's listing has come."""
    return f"crawl/{site}/column/{column}"
