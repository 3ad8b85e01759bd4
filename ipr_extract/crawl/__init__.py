"""Sites to snapshots: listings read, documents fetched politely, each once. The only room that knows Scrapy."""
