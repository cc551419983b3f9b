"""What has just happened, told to open walls as it is committed."""
