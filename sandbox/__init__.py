"""A local, strict stand-in for Slack, with a browser page; it knows nothing of the bot."""
