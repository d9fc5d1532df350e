"""What ``civicore plugin new`` writes: a project of one's own that passes the first checks before a line is added."""
