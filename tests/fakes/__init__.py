"""Stand-ins for the outside world, as real as loopback allows."""
