"""How a notice leaves the house. Web Push is the first channel; WeChat and SMS will stand beside it."""
