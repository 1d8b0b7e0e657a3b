"""What particular servers do against the specification, one file each, with evidence."""
