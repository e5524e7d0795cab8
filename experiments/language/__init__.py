"""Working with scenario files: saying them in words, comparing, starting, upgrading and probing them."""
