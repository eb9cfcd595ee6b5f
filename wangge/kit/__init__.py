"""What every module stands on: named SQL, one transaction, one error shape, jobs, feed, files, keys."""
