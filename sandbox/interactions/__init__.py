"""What people do at the page, turned into the requests that Slack would send to the app."""
