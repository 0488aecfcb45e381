"""The bottom line: typed facts of a period, and the table of reports made of them. Pure."""
