"""Events: built as Slack builds them, and sent only where the manifest subscribes."""

from sandbox.events.apps import app_uninstalled, home_opened, tokens_revoked
from sandbox.events.callbacks import verify_url
from sandbox.events.channels import archived, created, deleted, member_moved, renamed, unarchived
from sandbox.events.links import link_shared
from sandbox.events.messages import message_changed, message_deleted, message_posted
from sandbox.events.people import changed, joined
from sandbox.events.reactions import reacted
