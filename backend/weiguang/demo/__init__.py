"""The demo: the published programmes of 2021 and 2023 with invented people, wishes and lessons, marked as such."""
