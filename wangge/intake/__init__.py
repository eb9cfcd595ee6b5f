"""A report arrives: by hotline, app and portal one by one, from another system by the file."""
