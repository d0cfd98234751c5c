"""The sandbox's mail: it takes letters by SMTP, keeps them in mailboxes, and shows them."""
