"""The revisions of the database, numbered from 0001."""
