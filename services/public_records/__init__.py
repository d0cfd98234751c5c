"""The record of a group for the public: what it announced, did and decided, as plain files."""

from services.public_records.record_files import PublicFile, record_of_group
from services.public_records.record_lines import group_of_name, read_line
