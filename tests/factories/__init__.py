"""Makers of stored things: each gives a believable one and takes what matters to the test."""
