"""The hall board and the signs over the counters."""
