"""The hall watched live: reports, the log, later the plan, staff and devices."""
