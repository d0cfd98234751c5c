"""What one request costs, beside the smallest Bolt app on the same server: ``make bench``."""
