"""What every crawl of the tests needs, imported once in the process that they are forked from, and nowhere else."""

import scrapy.core.downloader.handlers.http11  # noqa: F401

import ipr_extract.archive
import ipr_extract.crawl.client  # noqa: F401
import tests.crawl.child  # noqa: F401
